"""One signup for one form, however often it is sent: the same body counts once in ten minutes."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count

from flask import request
from itsdangerous.encoding import base64_encode

from app import clock
from app.db import db
from app.domain import signups
from app.domain.partner_form import Order
from app.domain.signups import Agreement, Claim
from app.edge import client, form_token, limits, observing
from app.edge.house import house
from app.edge.limits import TooMany
from app.edge.signing import Seal
from app.models import Signup
from widgets.form_api.call import Call

SAME_FOR = timedelta(minutes=10)

_handles = Seal("handle of a partner's own form")


def take(call: Call, order: Order) -> str:
    """Start a signup, or find the one that the same body started; the handle of its page.

    Raises TooMany. A form of ours has a nonce that names its outcome; here the content does, but
    for the password: whoever had our key and the database could try passwords at it without
    paying for a hash. So the password is compared with the stored hash, and another one counts
    as another body.
    """
    now = clock.now()
    for handle, *others in _names(call, order, now):
        # Asked before looking for a twin of this post: one that was counted meanwhile is found below.
        refusal = limits.signup_refusal(order.registration.email)
        found = _find(handle, others, now)
        if found is None and refusal:
            raise refusal
        if found is None and _start(call, order, handle, now):
            return handle
        # Where a twin was faster, it is there now.
        name, signup = found or _find(handle, others, now) or (handle, None)
        if signup and house().vault.verify(signup.password_hash, order.password):
            return name
    raise AssertionError("names never run out")


def _names(call: Call, order: Order, now: datetime) -> Iterator[list[str]]:
    """Handles for this body: as it is called now, then as it may have been called until ten minutes ago.

    One list for each password, since another one is another body.
    """
    body = [call.asked.PartnerID, call.asked.SubPartnerID, call.leads_back_to(), asdict(order.registration)]
    sender = client.key(request.remote_addr or "")
    period = int(now.timestamp() // SAME_FOR.total_seconds())
    for number in count():
        yield [
            base64_encode(secret[:16]).decode()
            for since in (period, period - 1)
            for secret in _handles.secrets(json.dumps([body, sender, since, number]).encode())
        ]


def _find(handle: str, others: list[str], now: datetime) -> tuple[str, Signup] | None:
    with db.reading() as session:
        for name in (handle, *others):
            found = signups.find_by_handle(session, form_token.handle_hash(name), now)
            if found and (name == handle or now - found.created_at < SAME_FOR):
                return name, found
    return None


def _start(call: Call, order: Order, handle: str, now: datetime) -> bool:
    claim = _claim(call, order, handle, now)
    password_hash = house().vault.hash(order.password)
    with db.writing() as session:
        started = signups.start(session, claim, password_hash, now)
        session.commit()
    observing.submitted(claim.form, "new" if started else "same")
    if started:
        # Only what was stored counts. It was asked for before: too many at once end here.
        with suppress(TooMany):
            limits.address(order.registration.email)
            limits.letter(order.registration.email)
    return started


def _claim(call: Call, order: Order, handle: str, now: datetime) -> Claim:
    network = client.network(request.remote_addr or "")
    return Claim(
        handle_hash=form_token.handle_hash(handle),
        form="form_api",
        registration=order.registration,
        # The partner's form shows the box, and was activated on the word that it does.
        agreement=Agreement(house().agreements.eusa().version, now, network, declared_by="partner"),
        partner=call.partner,
        claimed_partner_id=call.asked.PartnerID,
        sub_partner_id=call.asked.SubPartnerID,
        site=call.site,
        utm=call.utm,
        returnurl=call.leads_back_to(),
        touched_at=now,
    )
