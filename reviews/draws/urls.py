"""Addresses of draws."""

from django.urls import path

from reviews.draws import views

urlpatterns = [
    path("calls/<slug:code>/draw/", views.call_draw, name="call-draw"),
    path("manage/calls/<slug:code>/draw/", views.draw_fix, name="draw-fix"),
    path("panel/<slug:code>/draw/tell/", views.draw_tell, name="draw-tell"),
]
