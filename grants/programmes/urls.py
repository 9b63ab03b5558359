"""Addresses of grants.programmes."""

from django.urls import URLPattern, URLResolver, path, register_converter

from grants.programmes.views import criteria, documents, downloads, manage, public, terms
from portal.i18n.texts import LANGUAGE_CODES


class LanguageConverter:
    """A language of the portal, for what is fetched without a browser's settings."""

    regex = "|".join(LANGUAGE_CODES)

    def to_python(self, value: str) -> str:
        """Django's code of the language."""
        return value

    def to_url(self, value: str) -> str:
        """Django's code of the language."""
        return value


register_converter(LanguageConverter, "language")

CALL = "manage/calls/<slug:code>/"
DOCUMENTS = f"{CALL}documents/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("calls/", public.call_list, name="call-list"),
    path("calls/<slug:code>/", public.call_detail, name="call-detail"),
    path("calls/<slug:code>/<language:language>/call.pdf", downloads.call_pdf, name="call-pdf"),
    path(
        "calls/<slug:code>/<language:language>/dates.ics",
        downloads.call_calendar,
        name="call-calendar",
    ),
    path("calendar/<language:language>/calls.ics", downloads.calls_feed, name="calls-feed"),
    path("manage/calls/", manage.call_manage_list, name="call-manage-list"),
    path("manage/calls/new/", manage.call_create, name="call-create"),
    path(CALL, manage.call_manage, name="call-manage"),
    path(f"{CALL}edit/<slug:section>/", manage.call_section, name="call-section"),
    path(f"{CALL}preview/", manage.call_preview, name="call-preview"),
    path(f"{CALL}steps/<slug:step>/", manage.call_step, name="call-step"),
    path(f"{CALL}criteria/", criteria.criterion_list, name="criterion-list"),
    path(f"{CALL}criteria/add/", criteria.criterion_add, name="criterion-add"),
    path(f"{CALL}criteria/edit/<slug:criterion>/", criteria.criterion_edit, name="criterion-edit"),
    path(f"{CALL}documents/", documents.document_list, name="needed-document-list"),
    path(f"{CALL}documents/add/", documents.document_add, name="needed-document-add"),
    path(
        f"{CALL}documents/edit/<slug:document>/",
        documents.document_edit,
        name="needed-document-edit",
    ),
    path("manage/terms/", terms.term_list, name="term-list"),
    path("manage/terms/<slug:taxonomy>/add/", terms.term_add, name="term-add"),
    path("manage/terms/<slug:taxonomy>/edit/<slug:code>/", terms.term_edit, name="term-edit"),
]
