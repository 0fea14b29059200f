"""How pages for people who sign in are drawn: never framed, never kept."""

from typing import Any

from flask import Blueprint, Response, render_template

from app.edge import signed_in
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.own_form import DeedForm, OwnForm
from app.edge.signed_in import AtHomeElsewhere, SignInFirst
from app.models import Account

_HTML = "text/html; charset=utf-8"


def show(
    template: str,
    *,
    status: int = 200,
    account: Account | None = None,
    brand: str | None = None,
    **context: Any,
) -> Response:
    """A page, in the vendor's colour or another brand; with `account` it lets whoever is signed in leave."""
    html = render_template(
        template,
        stylesheet=house().assets.stylesheet(brand, "site"),
        account=account,
        leaving=DeedForm() if account else None,
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


def keep_to_oneself(bp: Blueprint) -> None:
    """Ask strangers to sign in, and let nobody find these pages in a cache after somebody has left."""
    bp.register_error_handler(SignInFirst, signed_in.to_login)
    bp.register_error_handler(AtHomeElsewhere, signed_in.to_home)

    @bp.after_request
    def forget(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response
