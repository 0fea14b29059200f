"""The request that is being answered, and the application that answers it, as they are.

Flask's proxies look for them anew at each attribute; on a kept page that was a fifth of its time.
"""

from collections.abc import Callable
from typing import Any

import flask
from flask import Flask, Request

_request: Any = flask.request
_app: Any = flask.current_app

current_request: Callable[[], Request] = _request._get_current_object
"""The request itself; a RuntimeError outside of one."""

current_app: Callable[[], Flask] = _app._get_current_object
"""The application itself; a RuntimeError outside of its context."""
