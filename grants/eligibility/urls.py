"""Addresses of grants.eligibility."""

from django.urls import URLPattern, URLResolver, path

from grants.eligibility.views import check, manage

RULES = "manage/calls/<slug:code>/eligibility/"
CHECK = "calls/<slug:code>/eligibility/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(CHECK, check.eligibility_check, name="eligibility-check"),
    path(f"{CHECK}result/", check.eligibility_result, name="eligibility-result"),
    path(f"{CHECK}forget/", check.eligibility_forget, name="eligibility-forget"),
    path(RULES, manage.rule_list, name="eligibility-rule-list"),
    path(f"{RULES}add/", manage.rule_add, name="eligibility-rule-add"),
    path(f"{RULES}edit/<slug:rule>/", manage.rule_edit, name="eligibility-rule-edit"),
]
