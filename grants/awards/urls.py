"""Addresses of awards and letters."""

from django.urls import path

from grants.awards import views

urlpatterns = [
    path("letters/<slug:code>/", views.letter_list, name="letter-list"),
    path("letters/<slug:code>/release/", views.release, name="letter-release"),
    path(
        "letters/<slug:code>/preview/<str:reference>/", views.letter_preview, name="letter-preview"
    ),
    path("letters/file/<str:number>/", views.letter_download, name="letter-download"),
    path(
        "applications/<str:reference>/decision/",
        views.application_decision,
        name="application-decision",
    ),
]
