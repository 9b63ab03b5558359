"""Addresses of portal.workdays."""

from django.urls import URLPattern, URLResolver, path

from portal.workdays import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("working-days/", views.working_days, name="working-days"),
    path(
        "working-days/<int:year>-<int:month>-<int:day>/remove/",
        views.working_day_remove,
        name="working-day-remove",
    ),
]
