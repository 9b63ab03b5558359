"""All addresses. Apps above are included by name: the kernel imports nothing of theirs."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.dashboard.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.api.urls")),
    path("", include("portal.notifications.urls")),
    path("", include("portal.organisations.urls")),
    path("", include("portal.documents.urls")),
    path("", include("portal.exports.urls")),
    path("", include("portal.copies.urls")),
    path("", include("portal.workdays.urls")),
    path("", include("portal.oversight.urls")),
    path("", include("grants.urls")),
    path("", include("reviews.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
]
