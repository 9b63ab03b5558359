"""Addresses of reviews.conflicts."""

from django.urls import URLPattern, URLResolver, path

from reviews.conflicts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("conflicts/calls/<slug:code>/", views.conflict_list, name="conflict-list"),
    path("conflicts/calls/<slug:code>/look/", views.conflict_look, name="conflict-look"),
    path("conflicts/calls/<slug:code>/record/", views.conflict_record, name="conflict-record"),
    path("conflicts/referred/", views.conflict_referred, name="conflict-referred"),
    path("conflicts/<slug:reference>/<uuid:assessor>/", views.conflict_pair, name="conflict-pair"),
]
