"""Addresses of meetings."""

from django.urls import path

from reviews.meetings import views

MEETINGS = "panel/<slug:code>/meetings/"
ONE = f"{MEETINGS}<int:number>/"

urlpatterns = [
    path(MEETINGS, views.meeting_list, name="meeting-list"),
    path(f"{MEETINGS}new/", views.meeting_new, name="meeting-new"),
    path(ONE, views.meeting_detail, name="meeting-detail"),
    path(f"{ONE}change/", views.meeting_change, name="meeting-change"),
    path(f"{ONE}calendar/", views.meeting_calendar, name="meeting-calendar"),
    path(f"{ONE}attendance/", views.meeting_attendance, name="meeting-attendance"),
    path(f"{ONE}items/<str:reference>/", views.meeting_item, name="meeting-item"),
]
