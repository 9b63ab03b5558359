"""How django-allauth speaks through the portal: mails by the outbox, sentences of our own."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.notifications.operations import post
from portal.notifications.rendering import render_plain


class PortalAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Writes mails to the outbox, so that one is neither lost nor waited for."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": _(
            "The e-mail address or the password is not right. Check both and try again."
        ),
        "enter_current_password": _("Enter your current password."),
        "incorrect_code": _("This code is not right. Enter the newest one."),
        "incorrect_password": _("This password is not right."),
        "invalid_password_reset": _("This link is used or too old. Ask for a new one."),
        "same_as_current": _("This is your e-mail address already."),
        "too_many_login_attempts": _(
            "Too many attempts to sign in. Wait five minutes, then try again."
        ),
        "rate_limited": _("Too many attempts. Wait a minute, then try again."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render the templates in the account's language and promise the delivery."""
        recipient = User.objects.filter(email__iexact=email).first()
        language = recipient.language if recipient else translation.get_language()
        values = {**context, "email": email, "site_url": settings.SITE_URL}
        with transaction.atomic(), translation.override(language):
            post(
                kind=template_prefix.rsplit("/", 1)[-1],
                key=f"account:{uuid.uuid4()}",
                address=email,
                recipient=recipient,
                subject=render_plain(f"{template_prefix}_subject.txt", values),
                body=render_plain(f"{template_prefix}_message.txt", values),
            )
