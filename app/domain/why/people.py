"""What a person did: signed up, confirmed, came again, upgraded."""

from app.domain.why.step import Step
from app.models import Partner, PersonEvent

_WORDS = {
    "touched": "First touch: the {form} form was shown{where}{by}.",
    "signed_up": "Signed up with the {form} form{by}.",
    "address_changed": "Changed the e-mail address of the signup.",
    "confirmed": "Confirmed the e-mail address by {how}.",
    "disowned": "The reader of that address said: it was not me.",
    "opened": "The {plan} account was opened.",
    "upgraded": "Upgraded from guest to webstore account by {how}{by}.",
    "kept": "Confirmed again; the account stays as it is.",
    "bound": "Bound to this partner{by}. This tie stays for good.",
    "stays": "Came again{by}. The first partner stays.",
    "unknown_partner": "PartnerID {claimed} belongs to nobody, so nobody was bound.",
    "blocked": "The account was blocked: {reason}",
    "unblocked": "The account was opened again.",
    "in_production": "Order {order} put the account into production.",
    "password_changed": "Chose a new password.",
    "agreed": "Accepted version {version} of the End User Service Agreement.",
}
_FORMS = {"guest": "guest", "webstore": "webstore", "form_api": "partner’s own"}


def steps(events: list[PersonEvent], reader: Partner | None) -> list[Step]:
    """A sentence for each; what says nothing about credit has none."""
    return [Step(event.at, _sentence(event, reader)) for event in events if event.kind in _WORDS]


def _sentence(event: PersonEvent, reader: Partner | None) -> str:
    details = event.details
    claimed, site = details.get("claimed"), details.get("site")
    anothers = reader is not None and claimed not in (None, reader.public_id)
    return _WORDS[event.kind].format(
        form=_FORMS.get(details.get("form", ""), ""),
        where=f" on {site}" if site and not anothers else "",
        by=" with the PartnerID of another partner" if anothers else _by(claimed, details.get("sub")),
        how=details.get("how", ""),
        plan=details.get("plan", ""),
        claimed=claimed,
        version=details.get("version", ""),
        order=details.get("order", ""),
        reason=details.get("reason", ""),
    )


def _by(claimed: str | None, sub: str | None) -> str:
    if not claimed:
        return ""
    return f" with PartnerID {claimed}" + (f" and SubPartnerID {sub}" if sub else "")
