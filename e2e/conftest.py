"""What every journey can ask for: a running deployment, a browser, and a page in it."""

import signal
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from e2e import browsers, shapes
from e2e.host_page import listening
from e2e.letters import Bystander
from e2e.looks import Complaints
from e2e.pages import Person
from e2e.seed import shows_logos
from e2e.shapes import Shape
from e2e.stack import Deployment, Stack

# The same ways on three engines, by drivers of their own: `make engines`.
collect_ignore = ["engines"]

PATIENCE = 20.0
"""Seconds for whatever a page should show."""

# Of the names in the seed's URLs none may be asked for; what a page needs is on this machine.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"

_numbers = count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """QA runs the journeys against any deployment that has the demo's pages."""
    group = parser.getgroup("journeys", "against another deployment, with CAPTCHA=fixed LIMITS=off")
    group.addoption("--base-url", help="of the service; none is started then")
    group.addoption("--partner-url", help="of the mock partner site that embeds it")
    group.addoption("--browser", choices=browsers.NAMES, default="chromium", help="which engine is driven")
    group.addoption("--on", choices=shapes.NAMES, default="sqlite", help="what our own deployment stands on")


def pytest_configure(config: pytest.Config) -> None:
    """Whoever ends the run, a CI job or `timeout`, ends the demo and the browser with it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.addinivalue_line("markers", "grown: part of `make grown`, too")
    config.addinivalue_line("markers", "chromium(reason): for Chromium alone, whichever is driven")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this deployment or this browser can not do."""
    left_out: list[pytest.Item] = []
    if config.getoption("--base-url", None):
        # Another deployment is nobody's to kill, and its clock goes no faster.
        left_out += [item for item in items if "own_stack" in getattr(item, "fixturenames", ())]
    if _browser_name(config) != "chromium":
        left_out += [item for item in items if item.get_closest_marker("chromium")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Stop before anything is started where the browser is not here."""
    name = _browser_name(session.config)
    if session.config.option.collectonly or browsers.options(name).get("executable_path"):
        return
    with sync_playwright() as playwright:
        words = browsers.missing(playwright, name)
    if words:
        pytest.exit(words, returncode=pytest.ExitCode.USAGE_ERROR)


def _browser_name(config: pytest.Config) -> str:
    return str(config.getoption("--browser", "chromium"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Show what the demo said next to what a journey missed."""
    report = yield
    stacks = [value for value in getattr(item, "funcargs", {}).values() if isinstance(value, Stack)]
    if report.failed:
        report.sections += [(f"log of the demo at {one.base_url}", one.log[-6000:]) for one in stacks]
    return report


@pytest.fixture(scope="session")
def shape(request: pytest.FixtureRequest) -> Iterator[Shape]:
    """What each deployment of our own stands on."""
    with shapes.shape(request.config.getoption("--on", "sqlite")) as chosen:
        yield chosen


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment that the journeys share: our own demo, or the one that was named."""
    base_url = request.config.getoption("--base-url", None)
    if base_url:
        partner_url = request.config.getoption("--partner-url") or "http://localhost:8001"
        yield Deployment(base_url, partner_url)
        return
    # All journeys come from one address, so limits are off; they have tests of their own.
    folder, shape = tmp_path_factory.mktemp("stack"), request.getfixturevalue("shape")
    with shape(folder) as ground:
        demo = Stack(folder, CAPTCHA="fixed", LIMITS="off", **ground).start()
        yield demo
        assert demo.stop() == 0, demo.log


@pytest.fixture(scope="session")
def bystander(stack: Deployment) -> Bystander:
    """Somebody whose letters are delivered after all that were accepted before."""
    return Bystander(stack)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver, as patient as a shared machine needs it."""
    with sync_playwright() as started:
        expect.set_options(timeout=PATIENCE * 1000)
        yield started


@pytest.fixture(scope="session")
def browser_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """How every browser of this run is launched."""
    ours = not request.config.getoption("--base-url", None)
    return browsers.options(_browser_name(request.config), *([OFFLINE] if ours else []))


@pytest.fixture(scope="session")
def browser(
    playwright: Playwright, browser_options: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[Browser]:
    """One browser for all; each test has a profile of its own in it."""
    browser = getattr(playwright, _browser_name(request.config)).launch(**browser_options)
    yield browser
    browser.close()


@pytest.fixture(params=[True, False], ids=["scripted", "scriptless"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """For journeys that go the same way with and without JavaScript."""
    return bool(request.param)


@pytest.fixture(params=[360, 768, 1280])
def width(request: pytest.FixtureRequest) -> int:
    """For journeys that must succeed on a phone, a tablet and a desk."""
    return int(request.param)


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile; scripts are on and the window is wide unless the test asks for both ways."""
    asked = request.fixturenames
    wide = request.getfixturevalue("width") if "width" in asked else 1280
    scripts = request.getfixturevalue("javascript") if "javascript" in asked else True
    context = browser.new_context(
        viewport={"width": wide, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()


@pytest.fixture
def host(context: BrowserContext) -> Page:
    """An empty tab that will write down what a partner's page hears from its snippets."""
    return listening(context)


@pytest.fixture
def ada() -> Person:
    """A prospect who never wrote before."""
    return Person("Ada", "Lovelace", f"ada.{next(_numbers)}@analytical.example", company="Analytical Engines")


@pytest.fixture
def grace() -> Person:
    """Another one."""
    return Person("Grace", "Hopper", f"grace.{next(_numbers)}@cobol.example", company="Common Business")


@pytest.fixture
def own_stack(shape: Shape, tmp_path: Path) -> Iterator[Stack]:
    """A demo that a test may kill and start again, or move to another day; it asks for real captchas."""
    with shape(tmp_path) as ground, Stack(tmp_path, LIMITS="off", **ground) as demo:
        yield demo


@pytest.fixture
def complaints(context: BrowserContext, stack: Deployment) -> Complaints:
    """What the browser has to say while the test goes on."""
    shows_logos(context)
    return Complaints(context, stack)
