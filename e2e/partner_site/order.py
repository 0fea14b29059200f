"""The partner's own order form: its look and its captcha are ours, the account is made by our supplier.

The sample to copy. A visitor's form comes to this server first, which keeps what was typed (never a
password) for half an hour, looks at the question against robots and at the tick, and then answers with
307: the browser sends the very same form on to the supplier, without any script. Whatever the supplier
finds wrong comes back in ``errorcode``, and stands beside what was typed.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer

bp = Blueprint("order", __name__)

PROCESSOR = "/auth/webstore/createsbaccount.jsp"
COOKIE = "order"
KEPT_FOR = 30 * 60
"""Seconds."""
MOST_KEPT = 1_000


@dataclass(frozen=True)
class Field:
    """A field of the supplier's: its name, how we call it, and how the supplier's messages call it."""

    name: str
    label: str
    theirs: str
    kind: str = "text"
    complete: str = "off"
    hint: str = ""


COMPANY = (
    Field("sb_companyname", "Company", "Company Name", complete="organization"),
    Field("sb_address1", "Street and number", "Address Line 1", complete="address-line1"),
    Field("sb_address2", "Suite or floor (optional)", "Address Line 2", complete="address-line2"),
    Field("sb_city", "Town", "City", complete="address-level2"),
    Field("sb_postalcode", "Postal code (optional)", "Postal Code", complete="postal-code"),
    Field("sb_country", "Country", "Country", "country", "country"),
)
PERSON = (
    Field("sb_firstname", "Given name", "First Name", complete="given-name"),
    Field("sb_lastname", "Family name", "Last Name", complete="family-name"),
    Field("sb_phoneNumber", "Phone", "Phone Number", "tel", "tel-national", "Ten digits, nothing else."),
    Field("sb_emailAddress", "E-mail", "Email Address", "email", "email"),
    Field(
        "sb_password", "Password", "Password", "password", "new-password", "8 to 20 characters, no spaces."
    ),
    Field("sb_confirmpassword", "The same again", "Confirm Password", "password", "new-password"),
)
PLAN = (
    Field("sb_nusers", "People who will use it", "Number of Users", "number"),
    Field("term", "For how long", "Term", "term"),
)
FIELDS = (*COMPANY, *PERSON, *PLAN)

_drafts: OrderedDict[str, tuple[float, dict[str, str]]] = OrderedDict()
_questions = URLSafeTimedSerializer(secrets.token_hex(), salt="question")


@bp.get("/smartbox/order")
def show() -> Response:
    """The form, with what was typed before."""
    return _page({}, [])


@bp.post("/smartbox/order")
def send() -> Response:
    """Look at what is ours to judge, and let the browser send the form on."""
    draft = _keep(request.form)
    wrong = _judge(request.form)
    if wrong:
        answer = _page(wrong, list(wrong.values()), _drafts[draft][1], status=422)
    else:
        # 307, not 303: the browser repeats the post, with all that was typed, at the new address.
        answer = make_response(redirect(f"{current_app.config['SERVICE']}{PROCESSOR}", 307))
    answer.set_cookie(COOKIE, draft, max_age=KEPT_FOR, httponly=True, samesite="Lax")
    return answer


@bp.get("/smartbox/returnpage.html")
def returned() -> Response:
    """Where the supplier leads back: with mistakes to the form, with a blank errorcode to the thank-you."""
    code = request.args.get("errorcode")
    if code:
        messages = code.split("#")
        return _page({field: words for words in messages if (field := _about(words))}, messages)
    if code is not None:
        _drafts.pop(request.cookies.get(COOKIE, ""), None)
    return make_response(render_template("returned.html", ordered=code is not None))


def _page(
    wrong: Mapping[str, str], messages: list[str], typed: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    first, second = 2 + secrets.randbelow(8), 2 + secrets.randbelow(8)
    html = render_template(
        "order.html",
        groups=(("Your company", COMPANY), ("You", PERSON), ("Your plan", PLAN)),
        typed=_kept() if typed is None else typed,
        wrong=wrong,
        messages=messages,
        fields={words: name for name, words in wrong.items()},
        returnurl=f"{request.host_url}smartbox/returnpage.html",
        question=(first, second),
        answer_token=_questions.dumps(first + second),
    )
    answer = make_response(html, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _about(message: str) -> str | None:
    """The field that a message of the supplier's is about; None for one about the whole form."""
    if message.startswith("Passwords"):
        return "sb_confirmpassword"
    # The longest name wins: “Confirm Password” holds “Password”.
    named = [field for field in FIELDS if field.theirs in message]
    return max(named, key=lambda field: len(field.theirs)).name if named else None


def _judge(form: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the part of the form that is ours."""
    wrong = {}
    try:
        expected = _questions.loads(form.get("answer_token", ""), max_age=KEPT_FOR)
    except BadData:
        expected = None
    if expected is None or form.get("answer", "").strip() != str(expected):
        wrong["answer"] = "Please add the two numbers once more."
    if not form.get("eusa"):
        wrong["eusa"] = "Please read the agreement and tick the box."
    return wrong


def _keep(form: Mapping[str, str]) -> str:
    """Remember what was typed, under the name of this visitor's cookie or a new one."""
    name = request.cookies.get(COOKIE, "")
    if name not in _drafts:
        name = secrets.token_urlsafe(16)
    secret = {field.name for field in FIELDS if field.kind == "password"}
    kept = {field.name: form.get(field.name, "")[:300] for field in FIELDS if field.name not in secret}
    _drafts[name] = (time.monotonic() + KEPT_FOR, kept)
    if len(_drafts) > MOST_KEPT:
        _drafts.popitem(last=False)
    return name


def _kept() -> dict[str, str]:
    until, typed = _drafts.get(request.cookies.get(COOKIE, ""), (0.0, {}))
    return typed if until > time.monotonic() else {}


def form_targets() -> str:
    """What a policy has to allow: browsers ask it again about every redirect of a post."""
    scheme, host, *_ = urlsplit(current_app.config["SERVICE"])
    return f"'self' {scheme}://{host}"
