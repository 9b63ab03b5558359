"""What django-allauth tells of goes into the audit log, and ends other sessions where it should.

These are allauth's own signals, not signals of models: each stands for one deed of a person.
Requirement AU-02: after a change of e-mail address, password or second factor every other
session of the account has ended.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.http import HttpRequest

from portal.accounts.models import User
from portal.audit.operations import record

WRITTEN_DOWN = {
    "account.sign_up": account.user_signed_up,
    "account.confirm_address": account.email_confirmed,
    "account.sign_in": account.user_logged_in,
    "account.sign_out": user_logged_out,
    "account.fail_second_factor": mfa.authentication_failed,
}
ENDS_OTHER_SESSIONS = {
    "account.change_password": account.password_changed,
    "account.set_password": account.password_set,
    "account.reset_password": account.password_reset,
    "account.change_address": account.email_changed,
    "account.add_second_factor": mfa.authenticator_added,
    "account.remove_second_factor": mfa.authenticator_removed,
    "account.renew_recovery_codes": mfa.authenticator_reset,
}


def connect() -> None:
    """Listen; called once when Django starts."""
    for action, signal in WRITTEN_DOWN.items():
        signal.connect(_writer(action), weak=False, dispatch_uid=f"portal:{action}")
    for action, signal in ENDS_OTHER_SESSIONS.items():
        signal.connect(_guard(action), weak=False, dispatch_uid=f"portal:{action}")


def _person(told: dict[str, Any]) -> User | None:
    """Who it is about; a confirmed address names its owner."""
    address = told.get("email_address")
    return told.get("user") or (address.user if address is not None else None)


def _write(action: str, told: dict[str, Any]) -> None:
    person = _person(told)
    if person is None:
        return
    authenticator = told.get("authenticator")
    details: dict[str, Any] = {"kind": str(authenticator.type)} if authenticator else {}
    with transaction.atomic():
        record(action, actor=person, subject=person, **details)


def _writer(action: str) -> Any:
    def receive(sender: Any, **told: Any) -> None:
        del sender
        _write(action, told)

    return receive


def _guard(action: str) -> Any:
    def receive(sender: Any, **told: Any) -> None:
        del sender
        if told.get("from_email_address", ...) is None:
            return  # the first address of a new account is no change
        _write(action, told)
        _end_others(told["request"], told["user"])

    return receive


def _end_others(request: HttpRequest, person: User) -> None:
    """All sessions of ``person`` but the one of this browser, if it is signed in at all."""
    others = UserSession.objects.filter(user=person)
    for session in others.exclude(session_key=request.session.session_key):
        session.end()
