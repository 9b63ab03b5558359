"""Addresses of selection."""

from django.urls import path

from reviews.selection import views

urlpatterns = [
    path("panel/<slug:code>/what-if/", views.what_if, name="what-if"),
    path(
        "panel/<slug:code>/what-if/progress/<slug:digest>/",
        views.what_if_progress,
        name="what-if-progress",
    ),
    path("panel/<slug:code>/what-if/<int:number>/", views.what_if_kept, name="what-if-kept"),
]
