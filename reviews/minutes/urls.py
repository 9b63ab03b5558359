"""Addresses of minutes."""

from django.urls import path

from reviews.minutes import views

MINUTES = "panel/<slug:code>/meetings/<int:number>/minutes/"
VERSION = f"{MINUTES}<int:version>/"

urlpatterns = [
    path(MINUTES, views.minutes_list, name="minutes-list"),
    path(f"{MINUTES}make/", views.minutes_make, name="minutes-make"),
    path(VERSION, views.minutes_detail, name="minutes-detail"),
    path(f"{VERSION}sign/", views.minutes_sign, name="minutes-sign"),
    path(f"{VERSION}<slug:language>/", views.minutes_paper, name="minutes-paper"),
]
