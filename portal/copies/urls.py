"""Addresses of personal copies: always one's own, so no address names whose."""

from django.urls import path

from portal.copies import views

urlpatterns = [
    path("account/copy/", views.personal_copy, name="personal-copy"),
    path("account/copy/file/", views.download, name="personal-copy-file"),
]
