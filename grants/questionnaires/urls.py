"""Addresses of grants.questionnaires."""

from django.urls import URLPattern, URLResolver, path

from grants.questionnaires import views

QUESTIONS = "manage/calls/<slug:code>/questions/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(QUESTIONS, views.question_list, name="question-list"),
    path(f"{QUESTIONS}add/", views.question_add, name="question-add"),
    path(f"{QUESTIONS}edit/<slug:question>/", views.question_edit, name="question-edit"),
]
