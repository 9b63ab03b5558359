"""Addresses of grants.questionnaires."""

from django.urls import URLPattern, URLResolver, path

from grants.questionnaires.views import building, conditions, overview, previewing

QUESTIONS = "manage/calls/<slug:code>/questions/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(QUESTIONS, overview.question_list, name="question-list"),
    path(f"{QUESTIONS}arrange/", overview.question_arrange, name="question-arrange"),
    path(f"{QUESTIONS}copy/", overview.question_copy, name="question-copy"),
    path(f"{QUESTIONS}correct/", overview.question_correct, name="question-correct"),
    path(f"{QUESTIONS}discard/", overview.question_discard, name="question-discard"),
    path(f"{QUESTIONS}in-force/", overview.question_in_force, name="question-in-force"),
    path(f"{QUESTIONS}sections/add/", building.section_add, name="question-section-add"),
    path(
        f"{QUESTIONS}sections/edit/<slug:section>/",
        building.section_edit,
        name="question-section-edit",
    ),
    path(
        f"{QUESTIONS}sections/remove/<slug:section>/",
        overview.section_remove,
        name="question-section-remove",
    ),
    path(f"{QUESTIONS}remove/<slug:question>/", overview.question_remove, name="question-remove"),
    path(f"{QUESTIONS}add/<slug:section>/", building.question_add, name="question-add"),
    path(f"{QUESTIONS}edit/<slug:question>/", building.question_edit, name="question-edit"),
    path(
        f"{QUESTIONS}condition/<slug:question>/",
        conditions.question_condition,
        name="question-condition",
    ),
    path(f"{QUESTIONS}preview/", previewing.question_preview, name="question-preview"),
    path(f"{QUESTIONS}sample/<slug:kind>/", previewing.question_sample, name="question-sample"),
]
