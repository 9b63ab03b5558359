"""Addresses of reviews.pool."""

from django.urls import URLPattern, URLResolver, path

from reviews.pool import views
from reviews.pool.absences import views as absences
from reviews.pool.importing import views as importing
from reviews.pool.inviting import views as inviting
from reviews.pool.register import views as register

urlpatterns: list[URLPattern | URLResolver] = [
    path("pool/", views.pool_list, name="pool-list"),
    path("pool/expertise/", views.expertise, name="expertise"),
    path("pool/expertise/away/", absences.absences, name="absences"),
    path(
        "pool/expertise/away/<int:number>/remove/", absences.absence_remove, name="absence-remove"
    ),
    path("pool/register/", register.register, name="register"),
    path("pool/register/terms/", register.register_terms, name="register-terms"),
    path("pool/registers/<uuid:assessor>/", register.register_of, name="assessor-register"),
    path("pool/assessors/new/", views.assessor_new, name="assessor-new"),
    path("pool/assessors/<uuid:assessor>/", views.assessor_edit, name="assessor-edit"),
    path(
        "pool/assessors/<uuid:assessor>/away/",
        absences.assessor_absences,
        name="assessor-absences",
    ),
    path(
        "pool/assessors/<uuid:assessor>/away/<int:number>/",
        absences.assessor_absence,
        name="assessor-absence",
    ),
    path("pool/calls/<slug:code>/", views.pool, name="pool"),
    path("pool/calls/<slug:code>/import/", importing.pool_import, name="pool-import"),
    path("pool/calls/<slug:code>/invite/", inviting.pool_invite, name="pool-invite"),
    path(
        "pool/calls/<slug:code>/invite/<int:number>/again/",
        inviting.pool_invite_again,
        name="pool-invite-again",
    ),
    path(
        "pool/calls/<slug:code>/invite/<int:number>/withdraw/",
        inviting.pool_invite_withdraw,
        name="pool-invite-withdraw",
    ),
    path("pool/invitations/<str:secret>/", inviting.pool_invitation, name="pool-invitation"),
    path("pool/calls/<slug:code>/<uuid:assessor>/", views.pool_member, name="pool-member"),
]
