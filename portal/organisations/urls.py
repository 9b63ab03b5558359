"""Addresses of portal.organisations."""

from django.urls import URLPattern, URLResolver, path

from portal.organisations.views import invitations, members, numbers, registering

ONE = "organisations/<uuid:organisation_id>/"
MEMBER = f"{ONE}members/<int:number>/"
INVITATION = f"{ONE}invitations/<int:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("organisations/", registering.organisation_list, name="organisation-list"),
    path("organisations/new/", registering.register, name="organisation-register"),
    path(ONE, registering.revise, name="organisation-revise"),
    path(f"{ONE}members/", members.member_list, name="organisation-members"),
    path(f"{ONE}leave/", members.organisation_leave, name="organisation-leave"),
    path(f"{ONE}invite/", invitations.invite, name="organisation-invite"),
    path(f"{MEMBER}role/", members.member_role, name="member-role"),
    path(f"{MEMBER}certifier/", members.member_certifier, name="member-certifier"),
    path(f"{MEMBER}remove/", members.member_remove, name="member-remove"),
    path(f"{MEMBER}ownership/", members.ownership_offer, name="member-ownership"),
    path(f"{ONE}ownership/withdraw/", members.ownership_withdraw, name="organisation-ownership"),
    path(f"{INVITATION}again/", invitations.invitation_again, name="organisation-invite-again"),
    path(f"{INVITATION}revoke/", invitations.invitation_revoke, name="organisation-invite-revoke"),
    path(f"{ONE}number/", numbers.number_page, name="organisation-number"),
    path("organisations/numbers/", numbers.case_list, name="number-cases"),
    path("organisations/numbers/<int:number>/", numbers.case_page, name="number-case"),
    path(
        "organisations/numbers/<int:number>/certificate/",
        numbers.case_certificate,
        name="number-case-certificate",
    ),
    path("ownership/<int:number>/", members.ownership, name="ownership"),
    path("ownership/<int:number>/answer/", members.ownership_answer, name="ownership-answer"),
    path("invitations/<int:number>/", invitations.invitation_page, name="invitation"),
    path("invitations/link/<str:secret>/", invitations.invitation_link, name="invitation-link"),
]
