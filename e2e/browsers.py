"""Which browser the journeys are driven in: our Chromium, or another of Playwright's own."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from e2e import chromium

NAMES = ("chromium", "firefox", "webkit")


def missing(playwright: Playwright, name: str) -> str | None:
    """What to do before Playwright's own can be launched; None where it is here."""
    if Path(getattr(playwright, name).executable_path).exists():
        return None
    return f"Playwright's {name} is not here: run `.venv/bin/playwright install --with-deps {name}`."


def options(name: str, *flags: str) -> dict[str, Any]:
    """How it is launched. Only Chromium comes from the system, and knows our flags."""
    if name != "chromium":
        return {}
    return {"executable_path": chromium.executable(), "args": [*chromium.arguments(), *flags]}
