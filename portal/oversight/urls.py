"""Addresses of portal.oversight."""

from django.urls import URLPattern, URLResolver, path

from portal.oversight import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("oversight/log/", views.audit_log, name="audit-log"),
    path("oversight/log/event-<int:number>/", views.audit_event, name="audit-event"),
    path("oversight/jobs/", views.stopped_jobs, name="stopped-jobs"),
    path("oversight/jobs/<uuid:job_id>/retry/", views.retry_job, name="job-retry"),
    path("oversight/files/", views.stored_files, name="stored-files"),
    path("oversight/messages/", views.stuck_messages, name="stuck-messages"),
    path(
        "oversight/messages/message-<int:number>/send-again/",
        views.send_message_again,
        name="message-send-again",
    ),
    path(
        "oversight/messages/message-<int:number>/mark-as-sent/",
        views.mark_message_as_sent,
        name="message-mark-as-sent",
    ),
]
