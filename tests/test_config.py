"""Settings: read once from the environment; production refuses what is unsafe, in words that help."""

from ipaddress import ip_network

import pytest

from app import config
from app.config import SettingsError

GOOD = {"SECRET_KEY": "k" * 48, "BASE_URL": "https://tools.example.com"}

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        config.read(environ)
    return caught.value.problems


def test_production_needs_a_key_and_an_address() -> None:
    settings = config.read(GOOD)

    assert (settings.env, settings.captcha, settings.limits) == ("production", "image", True)
    assert settings.base_url == "https://tools.example.com"
    assert settings.secret_keys == ("k" * 48,)
    assert not settings.rehearsal


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"SECRET_KEY": ""},
            "SECRET_KEY is not set. `make demo` needs none; for production see .env.example.",
        ),
        ({"SECRET_KEY": "k" * 31}, "SECRET_KEY is known or shorter than 32 characters."),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is known or shorter than 32 characters."),
        (
            {"SECRET_KEY": "demo-key-that-protects-nothing-at-all"},
            "SECRET_KEY is known or shorter than 32 characters.",
        ),
        ({"BASE_URL": ""}, "BASE_URL is not set: links in letters need the public address."),
        ({"BASE_URL": "tools.example.com"}, "BASE_URL is 'tools.example.com'; it must look like"),
        ({"BASE_URL": "https://tools.example.com/app"}, "it must look like https://tools.example.com."),
        ({"CAPTCHA": "off"}, "CAPTCHA=fixed and CAPTCHA=off are for QA, never for production."),
        ({"CAPTCHA": "fixed"}, "CAPTCHA=fixed and CAPTCHA=off are for QA, never for production."),
        ({"CAPTCHA": "none"}, "CAPTCHA is 'none'; it must be one of image, fixed, off."),
        ({"LIMITS": "off"}, "LIMITS=off is for QA, never for production."),
        ({"LIMITS": "0"}, "LIMITS is '0'; it must be one of on, off."),
        ({"APP_ENV": "staging"}, "APP_ENV is 'staging'; it must be one of production, demo, test."),
        ({"PORT": "http"}, "PORT is 'http'; it must be a port number."),
        ({"PORT": "70000"}, "PORT is '70000'; it must be a port number."),
        ({"PARTNER_PORT": "²"}, "PARTNER_PORT is '²'; it must be a port number."),
        ({"WEB_PROCESSES": "0"}, "WEB_PROCESSES is '0'; it must be from 1 to 64."),
        ({"WORKERS": "two"}, "WORKERS is 'two'; it must be from 1 to 64."),
        ({"PROVISIONER_SECRET": WHSEC}, "PROVISIONER_URL is None; it must look like https://"),
        ({"PROVISIONER_URL": "ftp://x/", "PROVISIONER_SECRET": WHSEC}, "PROVISIONER_URL is 'ftp://x/'"),
        ({"PROVISIONER_URL": "https://u:p@x/", "PROVISIONER_SECRET": WHSEC}, "PROVISIONER_URL is"),
        ({"PROVISIONER_URL": "http://10.0.0.7/orders"}, "PROVISIONER_SECRET must be whsec_ and 24 to 64"),
        (
            {"PROVISIONER_URL": "http://10.0.0.7/orders", "PROVISIONER_SECRET": "whsec_c2hvcnQ="},
            "PROVISIONER_SECRET must be whsec_ and 24 to 64",
        ),
        (
            {"PROVISIONER_URL": "http://10.0.0.7/orders", "PROVISIONER_SECRET": "whsec_ü"},
            "PROVISIONER_SECRET must be whsec_ and 24 to 64",
        ),
        ({"TRUSTED_PROXIES": "10.0.0.0/8, proxy"}, "TRUSTED_PROXIES names 'proxy'"),
    ],
)
def test_production_refuses_to_start_and_says_why(changes: dict[str, str], words: str) -> None:
    (problem,) = problems(GOOD | changes)

    assert words in problem


def test_the_vendors_own_provisioner_may_be_on_a_private_network() -> None:
    settings = config.read(
        GOOD | {"PROVISIONER_URL": "http://provisioner.local:9000/orders?a=b", "PROVISIONER_SECRET": WHSEC}
    )

    assert settings.provisioner_url == "http://provisioner.local:9000/orders?a=b"
    assert settings.provisioner_secret == WHSEC


@pytest.mark.parametrize(
    "base_url", ["https://[", "https://a b", "https://u:p@tools.example.com", "https://x?y", "https://x:port"]
)
def test_a_base_url_that_is_none_is_told_and_no_crash(base_url: str) -> None:
    assert any("BASE_URL" in problem for problem in problems(GOOD | {"BASE_URL": base_url}))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert len(problems({"CAPTCHA": "off", "LIMITS": "off"})) == 4


@pytest.mark.parametrize(
    "base_url", ["http://127.0.0.1:8000", "http://localhost:9000", "http://[::1]:8000", ""]
)
def test_the_demo_stays_on_this_machine(base_url: str) -> None:
    environ = {
        "APP_ENV": "demo",
        "SECRET_KEY": "demo",
        "BASE_URL": base_url,
        "CAPTCHA": "off",
        "LIMITS": "off",
    }

    settings = config.read(environ)

    assert (settings.rehearsal, settings.captcha, settings.limits) == (True, "off", False)


@pytest.mark.parametrize(
    "base_url",
    ["https://tools.example.com", "http://0.0.0.0:8000", "http://192.168.1.2", "http://127.0.0.1.nip.io"],
)
def test_the_demo_refuses_a_public_address(base_url: str) -> None:
    (problem,) = problems({"APP_ENV": "demo", "SECRET_KEY": "demo", "BASE_URL": base_url})

    assert "the demo has published logins and stays on this machine" in problem


def test_the_port_is_part_of_the_demos_address() -> None:
    assert (
        config.read({"APP_ENV": "demo", "SECRET_KEY": "x", "PORT": "8123"}).base_url
        == "http://127.0.0.1:8123"
    )


OLD, OLDER = "o" * 48, "p" * 48


def test_lists_are_separated_by_commas() -> None:
    settings = config.read(
        GOOD
        | {
            "SECRET_KEY_FALLBACKS": f"{OLD}, {OLDER} ,",
            "TRUSTED_PROXIES": "10.0.0.1, 2001:db8::/32",
            "ALLOWED_HOSTS": "www.tools.example.com, smartbox.tools.example.com",
        }
    )

    assert settings.secret_keys == ("k" * 48, OLD, OLDER)
    assert settings.trusted_proxies == (ip_network("10.0.0.1/32"), ip_network("2001:db8::/32"))
    assert settings.origins == (
        "https://tools.example.com",
        "https://www.tools.example.com",
        "https://smartbox.tools.example.com",
    )


def test_white_space_and_empty_variables_count_as_absent() -> None:
    settings = config.read(GOOD | {"REDIS_URL": "  ", "CAPTCHA": "", "DATABASE_URL": " sqlite:///x.db "})

    assert (settings.redis_url, settings.captcha, settings.database_url) == (None, "image", "sqlite:///x.db")
