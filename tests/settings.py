"""Settings of the tests: real PostgreSQL and a real broker, quick passwords, mail in memory."""

import os
from pathlib import Path

os.environ.setdefault("VAR", str(Path(__file__).resolve().parent.parent / "var" / "test"))

from portal.settings.embedded import *  # noqa: F403 - settings are a flat namespace by Django's design
from portal.settings.embedded import MIDDLEWARE, TEMPLATES, VAR

DEMO_MODE = False
SECRET_KEY = "tests-only-" + "0" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["debug"] = True
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
