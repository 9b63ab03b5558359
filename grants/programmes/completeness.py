"""What a call still lacks before it can be published, one sentence for each gap.

Pure: it is given the call and its criteria and neither queries nor reads the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from grants.programmes.models import Call, Criterion, NeededDocument
from grants.programmes.parts import Gap
from portal.core.money import HARD_CAP
from portal.i18n.texts import LANGUAGE_CODES
from portal.ui.formats import HONG_KONG, hkd

LANGUAGE_NAMES = {
    "en": _("English"),
    "zh-hant": _("Traditional Chinese"),
    "zh-hans": _("Simplified Chinese"),
}


def gaps_of(call: Call, criteria: Sequence[Criterion], *, now: datetime) -> list[Gap]:
    """Everything that ``call`` lacks, in the order of its sections; its questions apart."""
    return [
        *_of_texts(call),
        *_of_dates(call, now),
        *_of_money(call),
        *_of_criteria(criteria),
    ]


def missing_languages(words: Mapping[str, str]) -> list[Any]:
    """Names of the languages in which ``words`` are not written."""
    return [LANGUAGE_NAMES[code] for code in LANGUAGE_CODES if not words.get(code, "").strip()]


def untranslated(words: Mapping[str, str], what: Any, section: str) -> Iterator[Gap]:
    """One gap for each language in which ``what`` is missing."""
    for language in missing_languages(words):
        sentence = _("%(what)s is missing in %(language)s.")
        yield Gap(sentence % {"what": what, "language": language}, section)


def _of_texts(call: Call) -> Iterator[Gap]:
    texts = ((_("The title"), call.title), (_("The summary"), call.summary))
    for what, words in (*texts, (_("The guidance"), call.guidance)):
        yield from untranslated(words, what, "texts")


def _of_dates(call: Call, now: datetime) -> Iterator[Gap]:
    closing_day = call.closes_at.astimezone(HONG_KONG).date()
    ordered = (
        (call.opens_at < call.closes_at, _("The call must close after it opens.")),
        (now < call.closes_at, _("The closing time must lie in the future.")),
        (
            closing_day <= call.results_on,
            _("Results cannot be expected before the day the call closes."),
        ),
        (
            call.results_on <= call.start_by,
            _("Projects cannot start before the day results are expected."),
        ),
        (
            call.start_by < call.complete_by,
            _("Projects must be complete after the day they start."),
        ),
        (
            call.complete_by < call.report_by,
            _("Final reports must be due after the day projects are complete."),
        ),
    )
    yield from (Gap(sentence, "dates") for in_order, sentence in ordered if not in_order)


def _of_money(call: Call) -> Iterator[Gap]:
    if not 0 < call.cap <= HARD_CAP:
        limit = {"limit": hkd(HARD_CAP)}
        yield Gap(_("The most for one project must be %(limit)s or less.") % limit, "money")
    if call.envelope < call.cap:
        yield Gap(_("The envelope must hold at least the most for one project."), "money")
    total = sum(call.instalment_shares)
    if total != 100:
        sentence = _("The shares of the instalments must sum to 100 per cent, not to %(total)d.")
        yield Gap(sentence % {"total": total}, "money")
    if 0 in call.instalment_shares:
        yield Gap(_("Each instalment must have a share of more than nothing."), "money")


def _of_criteria(criteria: Sequence[Criterion]) -> Iterator[Gap]:
    if not criteria:
        yield Gap(_("The call needs at least one criterion."), "criteria")
        return
    total = sum(criterion.weight for criterion in criteria)
    if total != 100:
        sentence = _("The weights of the criteria must sum to 100, not to %(total)d.")
        yield Gap(sentence % {"total": total}, "criteria")
    for criterion in criteria:
        yield from _of_criterion(criterion)


def _of_criterion(criterion: Criterion) -> Iterator[Gap]:
    named = {"criterion": str(criterion.name) or criterion.code}
    yield from untranslated(
        criterion.name, _("The name of criterion “%(criterion)s”") % named, "criteria"
    )
    yield from untranslated(
        criterion.guidance, _("The guidance of criterion “%(criterion)s”") % named, "criteria"
    )
    for mark in range(criterion.highest_mark + 1):
        what = _("The meaning of mark %(mark)d of criterion “%(criterion)s”")
        words = criterion.anchors.get(str(mark), {})
        yield from untranslated(words, what % {**named, "mark": mark}, "criteria")


def gaps_of_documents(documents: Sequence[NeededDocument]) -> list[Gap]:
    """What the list of documents lacks; a note may be empty, but not in one language alone."""
    found: list[Gap] = []
    for document in documents:
        named = {"document": str(document.name) or document.code}
        name = _("The name of document “%(document)s”") % named
        found += untranslated(document.name, name, "documents")
        if any(document.note.values()):
            note = _("The note on document “%(document)s”") % named
            found += untranslated(document.note, note, "documents")
    return found
