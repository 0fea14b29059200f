"""Pages of the demo and of test runs; production does not have them."""

import time
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import update
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app import clock
from app.db import db
from app.demo import mailbox, people
from app.domain import outbox_figures
from app.domain.directory import FRESH_FOR
from app.edge import cross_site
from app.edge.fields import EmbeddedForm
from app.edge.house import house
from app.models import State

bp = Blueprint("demo", __name__, url_prefix="/demo")

FARTHEST = timedelta(days=3660)


class ClockForm(EmbeddedForm):
    """How far to move the clock; it never goes back."""

    days = IntegerField("Days", [InputRequired(), NumberRange(0, FARTHEST.days)], default=0)
    hours = IntegerField("Hours", [InputRequired(), NumberRange(0, 24 * 366)], default=0)


@bp.get("/")
def index() -> str:
    """Where to look in the demo."""
    settings = house().settings
    return render_template(
        "demo/index.html",
        services=house().services.all(),
        logins=people.LOGINS,
        partner_site=f"http://localhost:{settings.partner_port}",
        stylesheet=house().assets.stylesheet(None),
    )


@bp.get("/mail")
def mail() -> str:
    """The letters that were delivered, newest first."""
    return render_template(
        "demo/mail.html",
        letters=_letters(),
        to=request.args.get("to", ""),
        stylesheet=house().assets.stylesheet(None),
    )


@bp.get("/mail.json")
def mail_json() -> Response:
    """The same for programs; `?to=` keeps one recipient's."""
    return jsonify(_letters())


@bp.get("/outbox.json")
def outbox_json() -> Response:
    """How many letters no worker has handed over yet, for programs."""
    with db.reading() as session:
        return jsonify(open=outbox_figures.read(session, clock.now()).open)


@bp.get("/logins.json")
def logins_json() -> Response:
    """Who can sign in here, for programs."""
    return jsonify(people.LOGINS)


@bp.get("/clock")
def show_clock() -> str:
    """What time it is here, and a form to make it later."""
    return _clock_page(ClockForm(formdata=None), clock.now())


@bp.post("/clock")
def move_clock() -> Response | tuple[str, int]:
    """Move the clock of every process forward; each reads it within a second."""
    form = ClockForm()
    cross_site.refuse_strangers()
    if not form.validate():
        return _clock_page(form, clock.now()), 422
    return _move(timedelta(days=form.days.data or 0, hours=form.hours.data or 0))


@bp.post("/clock/month")
def end_month() -> Response:
    """Move it to the first of the next month, when the worker closes this one."""
    cross_site.refuse_strangers()
    by = _until_next_month(clock.now())
    # A second click is meant for the same month.
    asked = request.form.get("to") == f"{clock.now() + by:%Y-%m}"
    return _move(by if asked else timedelta(0))


def _until_next_month(now: datetime) -> timedelta:
    # A minute later, since not every process moves its clock at the same moment.
    first = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=1, second=0)
    return first - now


def _move(by: timedelta) -> Response:
    seconds = int(by.total_seconds())
    with db.writing() as session:
        farthest = int(FARTHEST.total_seconds()) - seconds
        moved = update(State).values(clock_offset_seconds=State.clock_offset_seconds + seconds)
        session.execute(moved.where(State.clock_offset_seconds <= farthest))
        session.commit()
    house().directory.forget()
    house().directory.keep_fresh()
    if house().settings.web_processes > 1:
        # Whoever comes next may come to another process, and finds the clock moved there, too.
        time.sleep(FRESH_FOR)
    return redirect(url_for("demo.show_clock"), 303)  # type: ignore[return-value]


def _clock_page(form: FlaskForm, now: datetime) -> str:
    return render_template(
        "demo/clock.html",
        form=form,
        now=now,
        following=now + _until_next_month(now),
        stylesheet=house().assets.stylesheet(None),
    )


def _letters() -> list[mailbox.ReceivedLetter]:
    folder = house().settings.mail_dir
    return mailbox.letters(folder, request.args.get("to") or None) if folder else []
