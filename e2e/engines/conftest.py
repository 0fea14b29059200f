"""The three engines, one after another, each with its scripts on and off."""

from collections.abc import Iterator

import pytest

from e2e.anybody import Anybody
from e2e.engines import ENGINES, start
from e2e.engines.engine import Engine, Missing
from e2e.partner_site.order import COOKIE
from e2e.stack import Deployment

SCRIPTS = {"scripted": True, "scriptless": False}


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest about the marker, and what to keep quiet about."""
    config.addinivalue_line("markers", "only(scripts): for 'scripted' or 'scriptless' engines alone")
    # What the drivers themselves have to renew is nothing that anybody here could mend.
    config.addinivalue_line("filterwarnings", "ignore::DeprecationWarning:(mozinfo|mozrunner|selenium)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what goes another way with scripts, or without them."""
    others = [item for item in items if not _is_for(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def _is_for(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("only")
    return marker is None or f"-{marker.args[0]}" in item.name


@pytest.fixture(scope="session", params=[f"{name}-{scripts}" for name in ENGINES for scripts in SCRIPTS])
def web(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One of them. An engine that is not here fails: nobody would notice that it was left out."""
    name, _, scripts = request.param.partition("-")
    try:
        engine = start(name, scripts=SCRIPTS[scripts])
    except Missing as missing:
        raise pytest.fail.Exception(str(missing), pytrace=False) from None
    yield engine
    engine.close()


@pytest.fixture(autouse=True)
def _leaves_no_cookies(web: Engine, stack: Deployment) -> Iterator[None]:
    """After each test there is none, but for the one that the partner's own form sets."""
    yield
    assert web.cookies(stack.base_url, stack.partner_url) <= {COOKIE}


@pytest.fixture(scope="session")
def anybody() -> Iterator[Anybody]:
    """A site that shows whatever is pasted into it."""
    with Anybody() as site:
        yield site
