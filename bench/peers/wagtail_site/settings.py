"""The settings of `wagtail start`, without the admin's URLs and without debug."""

from bench.peers.django_base import *  # noqa: F403
from bench.peers.django_base import MIDDLEWARE as DJANGO_MIDDLEWARE

ROOT_URLCONF = "bench.peers.wagtail_site.urls"
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = "Bench"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

INSTALLED_APPS = [
    "bench.peers.wagtail_site",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    *DJANGO_MIDDLEWARE,
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
