"""The engines that prospects use, each with one window that does what a person does.

The journeys of `e2e` drive Chromium alone and look closely. These go every way once, on Chromium,
Firefox and WebKit, with scripts and without: `make engines`.
"""

from importlib import import_module

from e2e.engines.engine import Engine

ENGINES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKit"}


def start(name: str, *, scripts: bool) -> Engine:
    """Start one of them. Raises Missing."""
    # Only the one that is asked for, since each has a driver of its own that may not be here.
    engine: Engine = getattr(import_module(f"e2e.engines.{name}"), ENGINES[name])(scripts)
    return engine
