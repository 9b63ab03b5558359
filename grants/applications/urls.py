"""Addresses of grants.applications."""

from django.urls import URLPattern, URLResolver, path, register_converter

from grants.applications.sections import FORM_PATTERN, SECTIONS
from grants.applications.views import (
    autosaving,
    calculator,
    copying,
    drafting,
    extending,
    files,
    papers,
    prepared,
    reading,
    submitting,
    versions,
)


class SectionConverter:
    """A section of the form, so that other areas can have pages beside them."""

    regex = "|".join((*SECTIONS, FORM_PATTERN))

    def to_python(self, value: str) -> str:
        """The section's code."""
        return value

    def to_url(self, value: str) -> str:
        """The section's code."""
        return value


register_converter(SectionConverter, "section")

VERSIONS = "applications/<str:reference>/versions/"
FILE = "applications/<str:reference>/files/<uuid:attachment_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("manage/calls/<slug:code>/more-time/", extending.call_extend, name="call-extend"),
    path(
        "manage/calls/<slug:code>/more-time/<uuid:organisation_id>/",
        extending.call_extend_for,
        name="call-extend-for",
    ),
    path("calls/<slug:code>/calculator/", calculator.call_calculator, name="call-calculator"),
    path("applications/", reading.application_list, name="application-list"),
    path(
        "applications/start/<slug:call_code>/",
        drafting.application_start,
        name="application-start",
    ),
    path("applications/<str:reference>/", reading.application_detail, name="application-detail"),
    path(
        "applications/<str:reference>/check/",
        submitting.application_check,
        name="application-check",
    ),
    path(
        "applications/<str:reference>/submit/",
        submitting.application_submit,
        name="application-submit",
    ),
    path(
        "applications/<str:reference>/receipt/",
        versions.application_receipt,
        name="application-receipt",
    ),
    path(
        "applications/<str:reference>/snapshot/",
        versions.application_snapshot,
        name="application-snapshot",
    ),
    path(VERSIONS, versions.application_versions, name="application-versions"),
    path(f"{VERSIONS}<int:number>/", versions.application_version, name="application-version"),
    path(
        f"{VERSIONS}<int:number>/content.json",
        versions.application_content,
        name="application-content",
    ),
    path(
        f"{VERSIONS}<int:number>/receipt.pdf",
        papers.application_receipt_pdf,
        name="application-receipt-pdf",
    ),
    path(
        f"{VERSIONS}<int:number>/application.pdf",
        papers.application_version_pdf,
        name="application-version-pdf",
    ),
    path(
        "applications/<str:reference>/reopen/",
        versions.application_reopen,
        name="application-reopen",
    ),
    path("applications/<str:reference>/keep/", versions.application_keep, name="application-keep"),
    path(
        "applications/<str:reference>/eligibility-check/",
        prepared.application_eligibility,
        name="application-eligibility",
    ),
    path(
        "applications/<str:reference>/copy/",
        copying.application_copy,
        name="application-copy",
    ),
    path(
        "applications/<str:reference>/copied/",
        copying.application_copied,
        name="application-copied",
    ),
    path(
        "applications/<str:reference>/delete/",
        submitting.application_delete,
        name="application-delete",
    ),
    path(
        "applications/<str:reference>/withdraw/",
        submitting.application_withdraw,
        name="application-withdraw",
    ),
    path(
        "applications/<str:reference>/<section:section>/",
        drafting.application_section,
        name="application-section",
    ),
    path(
        "applications/<str:reference>/<section:section>/autosave/",
        autosaving.application_autosave,
        name="application-autosave",
    ),
    path(FILE, files.attachment_download, name="attachment-download"),
    path(f"{FILE}replace/", files.attachment_replace, name="attachment-replace"),
    path(f"{FILE}remove/", files.attachment_remove, name="attachment-remove"),
]
