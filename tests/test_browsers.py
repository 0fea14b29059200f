"""The journeys run in the browser that was asked for, or say how to get it."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from e2e import browsers


@pytest.mark.parametrize("name", [name for name in browsers.NAMES if name != "chromium"])
def test_a_browser_that_playwright_lacks_is_asked_for_by_its_command(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))

    with sync_playwright() as playwright:
        words = browsers.missing(playwright, name)

    assert words == (
        f"Playwright's {name} is not here: run `.venv/bin/playwright install --with-deps {name}`."
    )


def test_only_chromium_is_given_a_program_and_flags_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")

    ours, *others = (browsers.options(name, "--offline") for name in browsers.NAMES)

    assert ours["executable_path"] == "/opt/chromium"
    assert "--offline" in ours["args"]
    assert others == [{}, {}]
