"""Addresses of grants.quotas."""

from django.urls import path

from grants.quotas import views

urlpatterns = [
    path("manage/calls/<slug:code>/quotas/", views.quota_edit, name="quota-edit"),
]
