"""Addresses of portal.notifications."""

from django.urls import URLPattern, URLResolver, path

from portal.notifications import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/mail/", views.letter_box, name="demo-mail"),
    path("demo/mail/message-<int:number>/", views.letter, name="demo-letter"),
]
