"""Where somebody goes who has just come in."""

from flask import Response, redirect, request

from app.edge import signed_in


def wanted() -> str | None:
    """The page that they came for, if it is one of ours."""
    return signed_in.onward(request.args.get("next"))


def go_on() -> Response:
    """Lead them there, or home."""
    return redirect(wanted() or signed_in.home(), 303)  # type: ignore[return-value]
