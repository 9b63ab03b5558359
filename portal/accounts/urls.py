"""Addresses of portal.accounts."""

from django.urls import URLPattern, URLResolver, path

from portal.accounts.views import closing, demo, people, profile

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", profile.account, name="account"),
    path("account/profile/", profile.profile, name="account-profile"),
    path("account/close/", closing.close_own_account, name="account-close-own"),
    path("account/sessions/<int:session_id>/end/", profile.end_session, name="account-end-session"),
    path("account/second-factor/", profile.second_factor_needed, name="second-factor-needed"),
    path("account/people/", people.people, name="people"),
    path("account/people/account-<int:number>/", people.person, name="person"),
    path("account/people/account-<int:number>/roles/give/", people.give_role, name="role-give"),
    path(
        "account/people/account-<int:number>/roles/<int:grant_id>/end/",
        people.end_role,
        name="role-end",
    ),
    path("account/people/account-<int:number>/close/", people.close_account, name="account-close"),
    path("account/people/account-<int:number>/open/", people.open_account, name="account-open"),
    path("demo/step-in/", demo.step_in, name="demo-step-in"),
]
