"""Addresses of panels."""

from django.urls import path

from reviews.panels import views

urlpatterns = [
    path("panel/", views.panel_list, name="panel-list"),
    path("panel/<slug:code>/", views.panel_detail, name="panel-detail"),
    path("panel/<slug:code>/open/", views.panel_open, name="panel-open"),
    path("panel/<slug:code>/propose/", views.panel_propose, name="panel-propose"),
    path("panel/<slug:code>/put-forward/", views.panel_put_forward, name="panel-put-forward"),
    path("panel/<slug:code>/lines/<str:reference>/", views.panel_line, name="panel-line"),
]
