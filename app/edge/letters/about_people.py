"""Letters to people who sign up or have an account, and to the managers who hear of them."""

from typing import Any

from app.config import Vendor
from app.domain.credentials import INVITATION_LIVES_FOR, RESET_LIVES_FOR
from app.domain.enclosures import Enclosure
from app.domain.verification import CODE_LIVES_FOR, TOKEN_LIVES_FOR
from app.edge.letters.writing import Content, moment, one_line, rows
from app.models import Account, Partner


def content(enclosed: Enclosure, vendor: Vendor, base_url: str) -> Content:
    """What the letter says. Before confirmation it quotes nothing that was typed (SPEC section 5)."""
    if enclosed.account and enclosed.secrets is None:
        return Content(enclosed.template, _news(enclosed, enclosed.account), reply_to=enclosed.account.email)
    if enclosed.partner:
        return Content(enclosed.template, _standing(enclosed.partner, base_url), reply_to=vendor.email)
    context: dict[str, Any] = {
        "login_url": absolute(vendor.login_url, base_url),
        "forgotten_url": f"{base_url}/login/forgotten",
        "hours": int(TOKEN_LIVES_FOR.total_seconds() // 3600),
        "minutes": int(CODE_LIVES_FOR.total_seconds() // 60),
        "reset_hours": int(RESET_LIVES_FOR.total_seconds() // 3600),
        "invitation_days": INVITATION_LIVES_FOR.days,
    }
    if enclosed.user:
        partner = enclosed.user.partner
        context["name"] = one_line(enclosed.user.name)
        context["company"] = one_line(partner.company) if partner else ""
    if enclosed.signup:
        partner = enclosed.signup.partner
        context["through"] = one_line(partner.company) if partner else vendor.company
        context["asked_at"] = moment(enclosed.signup.created_at)
    if enclosed.secrets:
        page = "verify" if enclosed.signup else "login/reset"
        context["link"] = f"{base_url}/{page}/{enclosed.secrets.token}"
        context["code"] = " ".join((enclosed.secrets.code[:4], enclosed.secrets.code[4:]))
    return Content(enclosed.template, context, reply_to=vendor.email)


def absolute(url: str, base_url: str) -> str:
    """A link of the vendor's file, which may be a path of ours."""
    return base_url + url if url.startswith("/") else url


def _standing(partner: Partner, base_url: str) -> dict[str, Any]:
    manager = partner.channel_manager
    return {
        "name": one_line(partner.contact_name),
        "company": one_line(partner.company),
        "public_id": partner.public_id,
        "reason": one_line(partner.suspended_for or ""),
        "manager": one_line(manager.name) if manager else "",
        "manager_email": one_line(manager.email) if manager else "",
        "portal_url": f"{base_url}/portal",
    }


def _news(enclosed: Enclosure, account: Account) -> dict[str, Any]:
    partner = enclosed.details["partner"]
    claimed = enclosed.details["claimed"]
    return {
        "name": one_line(f"{account.first_name} {account.last_name}"),
        "company": one_line(account.company or ""),
        "plan": account.plan,
        "partner": one_line(partner.company) if partner else "",
        "credit_held": one_line(enclosed.details["credit_held"] or ""),
        "customer": rows(
            {
                "First name": account.first_name,
                "Last name": account.last_name,
                "E-mail": account.email,
                "Company": account.company,
                "Phone": account.phone,
                "Number of users": account.users,
                "Term": f"{account.term} months" if account.term else None,
                "Account": account.plan,
                "Opened": moment(account.created_at),
            }
        ),
        "origin": rows(
            {
                "Credited to": f"{partner.company} ({partner.public_id})" if partner else None,
                "SubPartnerID": enclosed.details["sub_partner_id"],
                "PartnerID of this form": claimed,
                "Embedded on": enclosed.signup.site if enclosed.signup else None,
            }
        ),
    }
