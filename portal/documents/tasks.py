"""Scanning, and the upkeep of stored files."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from portal.documents import operations, scanner, upkeep
from portal.documents.models import Document, ScanState
from portal.jobs.execution import Run, job

log = logging.getLogger(__name__)


@job("portal.documents.scan")
def scan(run: Run) -> None:
    """Ask the scanner about one file. Without a verdict it stays pending: beat asks again.

    So a scanner that is down for a day stops no job for good, and nothing passes (FI-05).
    """
    waiting = Document.objects.filter(scan_state=ScanState.PENDING)
    document = waiting.filter(pk=run.arguments["document_id"]).first()
    if document is None:
        return
    try:
        virus = scanner.virus_in(document)
    except scanner.Unavailable as error:
        log.warning("document %s was not scanned: %s", document.pk, error)
        return
    with run.finish():
        operations.settle(document_id=document.pk, virus=virus, now=timezone.now())


@shared_task(name="portal.documents.scan_waiting")
def scan_waiting() -> None:
    """Promise another scan of what still waits."""
    try:
        operations.scan_again(now=timezone.now())
    except scanner.Unavailable as error:
        log.warning("the scanner does not answer: %s", error)


@shared_task(name="portal.documents.verify")
def verify() -> None:
    """Compare stored files with their checksums, each once a day."""
    upkeep.verify(now=timezone.now())


@shared_task(name="portal.documents.sweep")
def sweep() -> None:
    """Remove what no row speaks of."""
    upkeep.sweep(now=timezone.now())
