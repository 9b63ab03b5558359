"""What every installation shares. Nothing here is a secret and nothing here reads the network."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from portal.embedded import addresses
from portal.settings.databases import celery_broker, database_from_url

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("VAR", BASE_DIR / "var")).resolve()
DATABASE_URL = os.environ.get("DATABASE_URL") or addresses.database_url(VAR)
REDIS_URL = os.environ.get("REDIS_URL") or addresses.redis_url(VAR)

DEBUG = False
DEMO_MODE = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "grants.apps.GrantsConfig",
    "reviews.apps.ReviewsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.ui.middleware.refuse_hostile_text",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.organisations.middleware.attach_actor",
    "portal.documents.arrivals.put_arrivals_in_place",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.note_session",
    "portal.accounts.middleware.require_second_factor",
    "portal.accounts.middleware.keep_private",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.chrome",
                "portal.accounts.context.demo",
            ],
            "builtins": ["django.templatetags.i18n", "portal.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "portal.ui.renderer.PortalFormRenderer"

DATABASES = {"default": database_from_url(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}

AUTH_USER_MODEL = "portal.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique whatever their case, by constraint
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "portal.accounts.hashers.OwaspArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"

ACCOUNT_ADAPTER = "portal.notifications.adapter.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Only in the browser that signed up, and back to the page it came from; others sign in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,5/h/key"}
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "portal.accounts.entrance_forms.LoginForm",
    "signup": "portal.accounts.entrance_forms.SignupForm",
    "add_email": "portal.accounts.entrance_forms.AddEmailForm",
    "change_password": "portal.accounts.entrance_forms.ChangePasswordForm",
    "set_password": "portal.accounts.entrance_forms.SetPasswordForm",
    "reset_password": "portal.accounts.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.entrance_forms.ResetPasswordKeyForm",
    "reauthenticate": "portal.accounts.entrance_forms.ReauthenticateForm",
}
MFA_ADAPTER = "portal.accounts.second_factor.PortalMFAAdapter"
MFA_FORMS = {
    "authenticate": "portal.accounts.entrance_forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.entrance_forms.ReauthenticateCodeForm",
    "activate_totp": "portal.accounts.entrance_forms.ActivateTOTPForm",
    "add_webauthn": "portal.accounts.passkey_forms.AddWebAuthnForm",
    "edit_webauthn": "portal.accounts.passkey_forms.EditWebAuthnForm",
    "authenticate_webauthn": "portal.accounts.passkey_forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "portal.accounts.passkey_forms.ReauthenticateWebAuthnForm",
    "login_webauthn": "portal.accounts.passkey_forms.LoginWebAuthnForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # staff may change their address; nobody signs in unverified
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are up to half a minute off
MFA_TOTP_ISSUER = "LEAP Pilot Funding"
USERSESSIONS_TRACK_ACTIVITY = True
PASSWORD_RESET_TIMEOUT = 3600

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.ui.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Hong_Kong"
SERVICE_NAME = _("LEAP Pilot Funding")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CLAMD_SOCKET = os.environ.get("CLAMD_SOCKET", "")
"""The unix socket of a ClamAV daemon; without one files are marked as not scanned."""

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("FROM_EMAIL", "LEAP Pilot Funding <no-reply@leap.example.hk>")
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000")
SHARED_MAIL_DOMAINS = tuple(os.environ.get("SHARED_MAIL_DOMAINS", "").split())
"""E-mail domains of unrelated people, beside the well-known ones: sharing one is no conflict."""

JOB_HARD_TIME_LIMIT_SECONDS = 600
CELERY_BROKER_URL = celery_broker(REDIS_URL)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = JOB_HARD_TIME_LIMIT_SECONDS
CELERY_TASK_SOFT_TIME_LIMIT = JOB_HARD_TIME_LIMIT_SECONDS - 30
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * JOB_HARD_TIME_LIMIT_SECONDS + 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "send again what is not done": {
        "task": "portal.jobs.relay",
        "schedule": 3.0,
        "options": {"expires": 10},
    },
    "end what has lapsed": {"task": "portal.accounts.end_lapsed_roles", "schedule": 300.0},
    "remind of the register": {
        "task": "reviews.pool.remind_of_register",
        "schedule": 21600.0,
    },
    "remind of answers": {"task": "grants.clarifications.remind", "schedule": 3600.0},
    "forget who was writing": {
        "task": "grants.applications.forget_writing_spells",
        "schedule": 3600.0,
    },
    "remove expired exports": {"task": "portal.exports.remove_expired", "schedule": 600.0},
    "remove expired copies": {"task": "portal.copies.remove_expired", "schedule": 600.0},
    "remind of what is not submitted": {
        "task": "grants.applications.promise_reminders",
        "schedule": 300.0,
    },
    "remind of open score sheets": {
        "task": "reviews.scoring.promise_reminders",
        "schedule": 900.0,
    },
    "remind of bidding": {"task": "reviews.bidding.promise_reminders", "schedule": 900.0},
    "watch over health": {
        "task": "portal.oversight.watch",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "let stand what was submitted": {"task": "grants.applications.settle", "schedule": 60.0},
    "scan what waits": {"task": "portal.documents.scan_waiting", "schedule": 60.0},
    "verify stored files": {"task": "portal.documents.verify", "schedule": 600.0},
    "sweep stored files": {"task": "portal.documents.sweep", "schedule": 3600.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"pikepdf": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
