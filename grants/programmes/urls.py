"""Addresses of grants.programmes."""

from django.urls import URLPattern, URLResolver, path

from grants.programmes.views import criteria, manage, public, terms

CALL = "manage/calls/<slug:code>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("calls/", public.call_list, name="call-list"),
    path("calls/<slug:code>/", public.call_detail, name="call-detail"),
    path("manage/calls/", manage.call_manage_list, name="call-manage-list"),
    path("manage/calls/new/", manage.call_create, name="call-create"),
    path(CALL, manage.call_manage, name="call-manage"),
    path(f"{CALL}edit/<slug:section>/", manage.call_section, name="call-section"),
    path(f"{CALL}preview/", manage.call_preview, name="call-preview"),
    path(f"{CALL}steps/<slug:step>/", manage.call_step, name="call-step"),
    path(f"{CALL}criteria/", criteria.criterion_list, name="criterion-list"),
    path(f"{CALL}criteria/add/", criteria.criterion_add, name="criterion-add"),
    path(f"{CALL}criteria/edit/<slug:criterion>/", criteria.criterion_edit, name="criterion-edit"),
    path("manage/terms/", terms.term_list, name="term-list"),
    path("manage/terms/<slug:taxonomy>/add/", terms.term_add, name="term-add"),
    path("manage/terms/<slug:taxonomy>/edit/<slug:code>/", terms.term_edit, name="term-edit"),
]
