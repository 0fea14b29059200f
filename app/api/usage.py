"""Usage: a system of the vendor tells what customers used; told again, it is counted once."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response

from app import clock
from app.db import db
from app.domain import usage, usage_lines
from app.domain.usage import Outcome
from app.domain.usage_lines import BadUsage, Told
from app.edge import api_token, problem
from app.edge.problem import Problem
from app.models import UsageEvent

bp = Blueprint("usage", __name__, url_prefix="/usage")


@bp.post("")
def take() -> Response:
    """All of the events that were sent, or none of them."""
    api_token.require()
    told = _read(problem.items())
    with db.writing() as session:
        outcomes = usage.take(session, told, clock.now())
        _judge(told, outcomes)
        session.commit()
        return problem.answer({"events": [_shown(one.event) for one in outcomes if one.event]})


def _read(items: Sequence[Any]) -> list[Told]:
    """Every event that was sent. Raises Problem with everything that is wrong."""
    found, wrong = [], []
    for place, item in enumerate(items):
        try:
            if not isinstance(item, dict):
                raise BadUsage("", "This is no object.")
            found.append(usage_lines.read(item, clock.now()))
        except BadUsage as error:
            wrong.append({"item": place, "field": error.field, "detail": error.words})
    if wrong:
        raise Problem(422, _nothing(len(wrong)), errors=wrong)
    return found


def _judge(told: Sequence[Told], outcomes: Sequence[Outcome]) -> None:
    """Refuse all of it where one can not be taken. Raises Problem."""
    conflicts = [
        one.external_id for one, out in zip(told, outcomes, strict=True) if out.refused == "conflict"
    ]
    if conflicts:
        words = "Nothing was taken: something else was told under the same external_id before."
        raise Problem(409, words, external_ids=sorted(set(conflicts)))
    unknown = [place for place, out in enumerate(outcomes) if out.refused == "unknown"]
    if unknown:
        words = "There is no such account."
        wrong = [{"item": place, "field": "account", "detail": words} for place in unknown]
        raise Problem(422, _nothing(len(wrong)), errors=wrong)


def _nothing(number: int) -> str:
    of_them = "1 item" if number == 1 else f"{number} items"
    return f"Nothing was taken: {of_them} can not be. Mend what `errors` names, and send all of it again."


def _shown(event: UsageEvent) -> dict[str, Any]:
    """An event as it is kept, which stays the same however often it is told."""
    return {
        "external_id": event.external_id,
        "account": event.account_id,
        "kind": event.kind,
        "quantity": event.quantity,
        "used_at": event.used_at.isoformat(),
        "received_at": event.received_at.isoformat(),
    }
