"""Pages for people with a role: visitors are asked to sign in, others are told why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.accounts.actors import actor_of
from portal.accounts.models import Role

View = Callable[..., HttpResponse]


def only_for(*roles: Role) -> Callable[[View], View]:
    """Decorator: the view is reached by people who hold one of ``roles``, for whatever call.

    Which calls' things they then see is the business of the area's ``visible_to``.
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **keywords: Any) -> HttpResponse:
            if not actor_of(request).has_any(*roles):
                raise PermissionDenied(
                    _("Your account does not have the role that this page needs.")
                )
            return view(request, *args, **keywords)

        return guarded

    return decorate
