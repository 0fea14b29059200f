"""Letters to customers about their account: a trial that was given, a block and its end."""

from app.config import Vendor
from app.domain import money
from app.domain.credentials import INVITATION_LIVES_FOR
from app.domain.enclosures import Enclosure
from app.edge.letters.writing import Content, one_line


def content(enclosed: Enclosure, vendor: Vendor, base_url: str) -> Content:
    """What the letter says; an answer reaches whoever looks after the customer."""
    account, partner = enclosed.account, enclosed.partner
    if account is None:
        raise LookupError("a letter about an account without one")
    context = {
        "name": one_line(f"{account.first_name} {account.last_name}"),
        "email": account.email,
        "until": money.day(account.trial_until) if account.trial_until else "",
        "reason": one_line(account.blocked_for or ""),
        "is_welcome": enclosed.secrets is not None,
        "invitation_days": INVITATION_LIVES_FOR.days,
        "link": f"{base_url}/login/reset/{enclosed.secrets.token}"
        if enclosed.secrets
        else f"{base_url}/login",
        "forgotten_url": f"{base_url}/login/forgotten",
        "contact": one_line(f"{partner.contact_name} at {partner.company}") if partner else vendor.company,
        "phone": (partner.number or "") if partner else vendor.number,
    }
    answers = (partner.public_email or partner.email) if partner else vendor.email
    return Content(enclosed.template, context, reply_to=answers)
