"""Settings: each variable of the environment, its type and its default, read once."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent

# Published in this repository, so it protects nothing; production refuses it.
KNOWN_KEYS = frozenset({"demo-key-that-protects-nothing-at-all", "changeme", "secret", "dev"})
SHORTEST_KEY = 32
MOST_PROCESSES = 64

_HOST = r"(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)"
_ORIGIN = re.compile(rf"https?://{_HOST}(:[0-9]{{1,5}})?/?", re.ASCII | re.IGNORECASE)

_ENDPOINT = re.compile(rf"https?://{_HOST}(:[0-9]{{1,5}})?(/[!-~]*)?", re.ASCII | re.IGNORECASE)
_KEY_ADVICE = (
    "must be whsec_ and 24 to 64 bytes in base64. Make one: python3 -c"
    " 'import base64, os; print(\"whsec_\" + base64.b64encode(os.urandom(32)).decode())'"
)


class SettingsError(Exception):
    """Raised with everything that is wrong at once, in words an operator can act on."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Lists are comma-separated in the environment."""

    env: Literal["production", "demo", "test"] = "production"
    port: int = 8000
    partner_port: int = 8001
    web_processes: int = 1
    workers: int = 1
    """How many the demo starts; in production whoever starts a worker counts."""
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = "sqlite:///var/partner-tools.db"
    redis_url: str | None = None
    smtp_url: str = "smtp://127.0.0.1:25"
    secret_keys: tuple[str, ...] = ()
    """Newest first: the first signs, all of them verify."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    content_dir: Path = ROOT / "content"
    vendor_file: Path = ROOT / "vendor.toml"
    catalog_file: Path = ROOT / "catalog.toml"
    captcha: Literal["image", "fixed", "off"] = "image"
    limits: bool = True
    password_memory: int = 19_456
    """KiB for each Argon2id hash."""
    password_passes: int = 2
    metrics_token: str | None = None
    provisioner_url: str | None = None
    """The vendor's own provisioner; without it the built-in one does every step."""
    provisioner_secret: str | None = None
    """Signs what is sent there, as `whsec_…`."""
    payments_secret: str | None = None
    """What `POST /api/payments` is signed with; without it the route does not exist."""
    mail_dir: Path | None = None
    """Demo and test: the Maildir in which delivered letters can be read."""

    @property
    def origins(self) -> tuple[str, ...]:
        """Our own origins: BASE_URL's first, then those of the vendor's other host names."""
        scheme = self.base_url.partition("://")[0]
        others = (f"{scheme}://{host}" for host in self.allowed_hosts)
        return tuple(dict.fromkeys((self.base_url, *others)))

    @property
    def rehearsal(self) -> bool:
        """Whether this is a demo or a test run, where /demo/ exists."""
        return self.env != "production"


def read(environ: Mapping[str, str]) -> Settings:
    """Read the environment once. Raises SettingsError naming every problem."""
    problems: list[str] = []
    values = {name: text.strip() for name, text in environ.items() if text.strip()}

    def choice(name: str, default: str, allowed: tuple[str, ...]) -> Any:
        value = values.get(name, default)
        if value not in allowed:
            problems.append(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
            return default
        return value

    def number(name: str, default: int, most: int, what: str) -> int:
        text = values.get(name, str(default))
        if text.isascii() and text.isdigit() and 0 < int(text) <= most:
            return int(text)
        problems.append(f"{name} is {text!r}; it must be {what}.")
        return default

    def port(name: str, default: int) -> int:
        return number(name, default, 65535, "a port number")

    env = choice("APP_ENV", "production", ("production", "demo", "test"))
    own_port = port("PORT", 8000)
    settings = Settings(
        env=env,
        port=own_port,
        partner_port=port("PARTNER_PORT", 8001),
        web_processes=number("WEB_PROCESSES", 1, MOST_PROCESSES, f"from 1 to {MOST_PROCESSES}"),
        workers=number("WORKERS", 1, MOST_PROCESSES, f"from 1 to {MOST_PROCESSES}"),
        base_url=_origin(values.get("BASE_URL", f"http://127.0.0.1:{own_port}"), problems),
        database_url=values.get("DATABASE_URL", Settings.database_url),
        redis_url=values.get("REDIS_URL"),
        smtp_url=values.get("SMTP_URL", Settings.smtp_url),
        secret_keys=_keys(values),
        trusted_proxies=_networks(values.get("TRUSTED_PROXIES", ""), problems),
        allowed_hosts=_split(values.get("ALLOWED_HOSTS", "")),
        content_dir=Path(values.get("CONTENT_DIR", Settings.content_dir)).resolve(),
        vendor_file=Path(values.get("VENDOR_FILE", Settings.vendor_file)).resolve(),
        catalog_file=Path(values.get("CATALOG_FILE", Settings.catalog_file)).resolve(),
        captcha=choice("CAPTCHA", "image", ("image", "fixed", "off")),
        limits=choice("LIMITS", "on", ("on", "off")) == "on",
        password_memory=number(
            "PASSWORD_MEMORY", Settings.password_memory, 4 * 1024 * 1024, "a number of KiB"
        ),
        password_passes=number("PASSWORD_PASSES", Settings.password_passes, 100, "a small number"),
        metrics_token=values.get("METRICS_TOKEN"),
        provisioner_url=values.get("PROVISIONER_URL"),
        provisioner_secret=values.get("PROVISIONER_SECRET"),
        payments_secret=values.get("PAYMENTS_SECRET"),
        mail_dir=Path(values["MAIL_DIR"]) if "MAIL_DIR" in values else None,
    )
    problems += _unsafe(settings, values)
    problems += _unfit_provisioner(settings)
    if settings.payments_secret and not _is_secret(settings.payments_secret):
        problems.append(f"PAYMENTS_SECRET {_KEY_ADVICE}")
    if problems:
        raise SettingsError(problems)
    return settings


def _unsafe(settings: Settings, values: Mapping[str, str]) -> list[str]:
    """What may not be in this environment, each with the way out."""
    key = values.get("SECRET_KEY", "")
    weak = any(len(one) < SHORTEST_KEY or one in KNOWN_KEYS for one in settings.secret_keys)
    if settings.env == "production":
        checks = [
            (not key, "SECRET_KEY is not set. `make demo` needs none; for production see .env.example."),
            (
                weak,
                f"SECRET_KEY is known or shorter than {SHORTEST_KEY} characters."
                " Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
            ),
            ("BASE_URL" not in values, "BASE_URL is not set: links in letters need the public address."),
            (settings.captcha != "image", "CAPTCHA=fixed and CAPTCHA=off are for QA, never for production."),
            (not settings.limits, "LIMITS=off is for QA, never for production."),
        ]
    else:
        host = urlsplit(settings.base_url).hostname or ""
        public = host not in ("127.0.0.1", "localhost", "::1")
        checks = [
            (not key, "SECRET_KEY is not set; `make demo` and the tests choose one."),
            (
                settings.env == "demo" and public,
                f"BASE_URL is {settings.base_url}: the demo has published logins"
                " and stays on this machine (127.0.0.1).",
            ),
        ]
    return [words for wrong, words in checks if wrong]


def _unfit_provisioner(settings: Settings) -> list[str]:
    """What is wrong with the way to the vendor's provisioner; it may be on a private network."""
    url, secret = settings.provisioner_url, settings.provisioner_secret
    if not url and not secret:
        return []
    checks = [
        (
            not url or not _ENDPOINT.fullmatch(url),
            f"PROVISIONER_URL is {url!r}; it must look like https://provisioner.example.com/orders.",
        ),
        (
            not _is_secret(secret or ""),
            f"PROVISIONER_SECRET {_KEY_ADVICE}",
        ),
    ]
    return [words for wrong, words in checks if wrong]


def _is_secret(text: str) -> bool:
    prefix, _, written = text.partition("_")
    try:
        return prefix == "whsec" and 24 <= len(base64.b64decode(written, validate=True)) <= 64
    except ValueError:
        return False


def _keys(values: Mapping[str, str]) -> tuple[str, ...]:
    newest = (values["SECRET_KEY"],) if "SECRET_KEY" in values else ()
    return newest + _split(values.get("SECRET_KEY_FALLBACKS", ""))


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _origin(text: str, problems: list[str]) -> str:
    if not _ORIGIN.fullmatch(text):
        problems.append(f"BASE_URL is {text!r}; it must look like https://tools.example.com.")
        return Settings.base_url
    return text.rstrip("/").lower()


def _networks(text: str, problems: list[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    networks = []
    for part in _split(text):
        try:
            networks.append(ip_network(part, strict=False))
        except ValueError:
            problems.append(f"TRUSTED_PROXIES names {part!r}, which is no address or network.")
    return tuple(networks)


@dataclass(frozen=True)
class Builder:
    """A site builder that puts custom code into a frame of its own origin, vetted by the vendor."""

    slug: str
    name: str
    frame_ancestors: tuple[str, ...]
    """Where its frames come from: `https://host`, or `https://*.host` for every name below it."""


@dataclass(frozen=True)
class Vendor:
    """Who runs the service, from `vendor.toml`; an operator replaces the file, not code."""

    name: str
    company: str
    number: str
    email: str
    website: str
    logo: str
    brand: str
    privacy_url: str
    login_url: str
    country: str
    contact_name: str
    sales_email: str
    letters_from: str
    builders: tuple[Builder, ...] = ()

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address of whoever letters come from."""
        return self.split_sender(self.letters_from)

    @staticmethod
    def split_sender(text: str) -> tuple[str, str]:
        """`Smith, Inc. <post@smith.example>` in its parts, without the quotes of the standard."""
        name, _, address = text.strip("> ").rpartition("<")
        return name.strip('" '), address
