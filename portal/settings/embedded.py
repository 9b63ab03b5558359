"""The embedded default of ``make run`` and ``make demo``: everything on this machine, demo on."""

import hashlib

from portal.settings.base import *  # noqa: F403 - settings are a flat namespace by Django's design
from portal.settings.base import VAR

DEMO_MODE = True
SECRET_KEY = "embedded-demo-" + hashlib.sha256(str(VAR).encode()).hexdigest()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SHARED_MAIL_DOMAINS = ("example.hk",)
