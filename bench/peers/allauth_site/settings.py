"""The settings of allauth's quickstart, without social accounts; its rate limits stay on."""

from bench.peers.django_base import *  # noqa: F403
from bench.peers.django_base import MIDDLEWARE as DJANGO_MIDDLEWARE

ROOT_URLCONF = "bench.peers.allauth_site.urls"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [*DJANGO_MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

# The load generator is the one proxy in front; each request names another client.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
