"""How pages of the customer area are drawn: never framed, never kept."""

from typing import Any

from flask import Response, render_template

from app.account.forms import LeaveForm, OwnForm
from app.edge.house import house
from app.edge.limits import TooMany
from app.models import Account

_HTML = "text/html; charset=utf-8"


def show(template: str, *, status: int = 200, account: Account | None = None, **context: Any) -> Response:
    """A page; with `account` it says who is signed in, and lets them leave."""
    html = render_template(
        f"account/{template}",
        stylesheet=house().assets.stylesheet(None, "site"),
        account=account,
        leaving=LeaveForm() if account else None,
        **context,
    )
    return Response(html, status, content_type=_HTML)


def again(template: str, form: OwnForm, notice: str = "", **context: Any) -> Response:
    """The form as it was typed, with what is wrong."""
    if notice:
        form.form_errors.append(notice)
    return show(template, status=context.pop("status", 422), form=form, **context)


def later(template: str, form: OwnForm, many: TooMany, **context: Any) -> Response:
    """The form as it was typed, with the time from which it can be sent."""
    response = again(template, form, many.words, status=429, **context)
    response.headers["Retry-After"] = str(many.retry_after)
    return response
