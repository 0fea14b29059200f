"""Limits: how often who may do what. The table of SPEC section 12, a row each, and who is counted."""

import hashlib

from app.domain import addresses
from app.edge import client
from app.edge.current import current_request
from app.edge.limiter import Limit, TooMany, attach, limiter, storage_answers

__all__ = ["TooMany", "attach", "limiter", "storage_answers"]

_submit = Limit("submit", "10/minute; 60/hour")
_address = Limit("address", "5/hour; 10/day")
_partner = Limit("partner", "600/hour")
_partner_form = Limit("partner_form", "600/hour")
_show = Limit("show", "600/minute")
_rehearse = Limit("rehearse", "30/minute")
_letters = Limit("letters", "20/hour")
_letters_to = Limit("letters_to", "10/day")
_change_address = Limit("change_address", "5/hour")
_tries = Limit("tries", "30/hour")
_codes = Limit("codes", "5/2 minutes; 30/hour")
_login = Limit("login", "10/minute")
_login_as = Limit("login_as", "10/hour")
_chat = Limit("chat", "20/minute; 120/hour")
_chat_messages = Limit("chat_messages", "30/10 minutes")
_api = Limit("api", "600/minute")
_captcha_image = Limit("captcha_image", "60/minute")
_captcha_audio = Limit("captcha_audio", "6/minute")
_captcha_parts = Limit("captcha_parts", "30/minute")


def submit() -> None:
    """One more form from this client. Raises TooMany."""
    _submit.count(_client())


def address(text: str) -> None:
    """One more accepted form for this e-mail address. Raises TooMany."""
    _address.count(_hashed(addresses.key(text)))


def address_refusal(text: str) -> TooMany | None:
    """Why one more form for this e-mail address can not be accepted now; counts nothing."""
    return _address.refusal(_hashed(addresses.key(text)))


def signup_refusal(text: str) -> TooMany | None:
    """Why one more signup with this e-mail address, and its letter, can not be taken now; counts nothing."""
    hashed = _hashed(addresses.key(text))
    return _address.refusal(hashed) or _letters.refusal(_client()) or _letters_to.refusal(hashed)


def letter(text: str) -> None:
    """One more letter that this client has sent to this e-mail address. Raises TooMany."""
    _letters.count(_client())
    _letters_to.count(_hashed(addresses.key(text)))


def change_address() -> None:
    """One more change of an address by this client. Raises TooMany."""
    _change_address.count(_client())


def try_secret() -> None:
    """One more code or link tried by this client. Raises TooMany."""
    _tries.count(_client())


def try_code(user_id: int) -> None:
    """One more code of this user's authenticator tried, by whomever. Raises TooMany."""
    _tries.count(_client())
    # A code works for a minute and a half: longer than that, five tries are five for each code.
    _codes.count(_hashed(f"user {user_id}"))


def login(text: str) -> None:
    """One more try to sign in, or to have a password forgotten, for this address. Raises TooMany."""
    _login.count(_client())
    # Whoever leaves the field empty tries nobody's password, and must not keep others from it.
    if text:
        _login_as.count(_hashed(addresses.key(text)))


def partner_is_busy(public_id: str | None) -> bool:
    """Count one more form for this partner; True beyond what people send. Never a refusal."""
    try:
        _partner.count(_hashed(public_id or ""))
    except TooMany:
        return True
    return False


def partner_form(public_id: str) -> None:
    """One more post of a partner's own form, where no captcha of ours stands. Raises TooMany."""
    # Counted apart from the forms of ours, which strangers can send in this partner's name at will.
    _partner_form.count(_hashed(public_id))


def show() -> None:
    """One more page for this client. Raises TooMany."""
    _show.count(_client())


def rehearse() -> None:
    """One more dry run from this client; real submissions are not counted by it. Raises TooMany."""
    _rehearse.count(_client())


def chat() -> None:
    """One more chat opened, message or address from this client. Raises TooMany."""
    _chat.count(_client())


def chat_message(handle: str) -> None:
    """One more message in this chat, whoever sends it. Raises TooMany."""
    _chat_messages.count(_hashed(handle))


def api() -> None:
    """One more call of a program from this client, with whatever token. Raises TooMany."""
    _api.count(_client())


def captcha_image() -> None:
    """One more picture for this client. Raises TooMany."""
    _captcha_image.count(_client())


def captcha_audio(challenge: str) -> None:
    """One more part of a recording for this client, whose first one counts. Raises TooMany."""
    # A player asks for the beginning, the rest, and all of it again when somebody listens twice.
    recording = _hashed(f"{_client()} {challenge}")
    if not _captcha_parts.knows(recording):
        _captcha_audio.count(_client())
    _captcha_parts.count(recording)


def _client() -> str:
    return client.key(current_request().remote_addr or "")


def _hashed(subject: str) -> str:
    return hashlib.blake2b(subject.encode("utf-8", "replace"), digest_size=12).hexdigest()
