"""The servers that are compared, each with the one command that starts it.

All of them: one process, threads, one core, production settings, SQLite in WAL with
`synchronous=FULL` on a real disk. Under gunicorn each has as many threads as serve it best, of
1, 2, 4 and 8 tried in interleaved rounds: R four (one gives it 0.87 of that), the Django sites
one (four give django-allauth 0.8 of that, and Wagtail nothing beyond noise).
"""

import secrets
import sys
from dataclasses import replace

from bench import setup
from bench.servers import Subject

PYTHON = sys.executable
SECRET = secrets.token_urlsafe(48)


def _gunicorn(app: str, threads: int) -> list[str]:
    """What most people deploy; the log of requests is off, as it is by default."""
    workers = ["--workers", "1", "--worker-class", "gthread", "--threads", str(threads)]
    gunicorn = str(setup.VENV / "bin" / "gunicorn")
    return [gunicorn, "--no-control-socket", *workers, "--bind", "127.0.0.1:{port}", app]


def _django(site: str) -> dict[str, str]:
    return {
        "SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": f"bench.peers.{site}.settings",
        "BENCH_DATABASE": "{directory}/bench.db",
    }


OURS = Subject(
    name="ours",
    # The operator's own command: what is measured is what is deployed, granian and its options.
    command=[PYTHON, "-m", "app.cli", "serve"],
    environment={
        "APP_ENV": "production",
        "PORT": "{port}",
        "SECRET_KEY": SECRET,
        "BASE_URL": "http://127.0.0.1:{port}",
        "DATABASE_URL": "sqlite:///{directory}/bench.db",
        # The load generator stands for the proxy; limits stay on and see another client each time.
        "TRUSTED_PROXIES": "127.0.0.1",
    },
    before=[
        [PYTHON, "-m", "app.cli", "migrate"],
        [PYTHON, "-m", "bench.cast"],
    ],
)

# Signups always ask for characters, and only QA's settings can leave them out.
OURS_UNASKED = replace(
    OURS, name="ours, no captcha", environment={**OURS.environment, "APP_ENV": "test", "CAPTCHA": "off"}
)

HASH = Subject(
    name="hash",
    command=[
        *(PYTHON, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", "{port}", "--workers", "1", "--blocking-threads", "2"),
        "bench.peers.hash:app",
    ],
)

R = Subject(name="R", command=_gunicorn("bench.peers.hello:app", threads=4))

WAGTAIL = Subject(
    name="Wagtail",
    command=_gunicorn("django.core.wsgi:get_wsgi_application()", threads=1),
    environment=_django("wagtail_site"),
    before=[[str(setup.PYTHON), "-m", "bench.peers.wagtail_site.prepare"]],
)

ALLAUTH = Subject(
    name="django-allauth",
    command=_gunicorn("django.core.wsgi:get_wsgi_application()", threads=1),
    environment=_django("allauth_site"),
    before=[[str(setup.PYTHON), "-m", "bench.peers.allauth_site.prepare"]],
)

NULL = Subject(name="null", command=[PYTHON, "-m", "bench.peers.null", "{port}"])

SUBJECTS = {subject.name: subject for subject in (R, OURS, OURS_UNASKED, HASH, WAGTAIL, ALLAUTH, NULL)}
