"""Which Chromium the browser tests drive."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """CHROMIUM, or the system's; None leaves it to the one that Playwright installed."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in NAMES if (found := shutil.which(name))), None)


def arguments() -> list[str]:
    """Flags that keep it quiet and, as root, let it start at all."""
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    return [*sandbox, "--disable-background-networking", "--disable-component-update", "--disable-sync"]


if __name__ == "__main__":
    with sync_playwright() as playwright:
        sys.exit(0 if executable() or Path(playwright.chromium.executable_path).exists() else 1)
