"""Whom a page names as the person to talk to, and where each part of that may be shown."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from app.config import Vendor
from app.domain import weburl
from app.edge.params import Parameters


@dataclass(frozen=True, slots=True)
class Contact:
    """The right column of the table in SPEC section 1, with every default filled in."""

    name: str
    """Upper right and footer: the partner's name or, without one, the channel manager's."""
    form_name: str | None
    """Above the left form: the channel manager's name, unless a partner's name is given."""
    number: str
    tel: str
    company: str
    email: str
    mailto: str
    website: str
    website_label: str
    logo: str | None
    logo_origin: str | None


@lru_cache(maxsize=1024)
def of(parameters: Parameters, vendor: Vendor) -> Contact:
    """The contact that these parameters ask for."""
    manager = parameters.source_cm_name or vendor.contact_name
    number = parameters.source_number or vendor.number
    website = parameters.source_website or vendor.website
    email = parameters.source_email or vendor.email
    logo = weburl.parse(parameters.source_logo) if parameters.source_logo else None
    return Contact(
        name=parameters.source_partner_name or manager,
        form_name=None if parameters.source_partner_name else manager,
        number=number,
        tel=tel(number),
        company=parameters.source_company or vendor.name,
        email=email,
        # An address may hold a question mark; in a link it would begin the letter's other headers.
        mailto=f"mailto:{quote(email, safe='@+')}",
        website=website,
        website_label=weburl.parse(website).label,
        logo=str(logo) if logo else None,
        logo_origin=logo.origin if logo else None,
    )


def snapshot(parameters: Parameters, vendor: Vendor) -> dict[str, Any]:
    """All source_* values as they are stored on a lead, defaults included."""
    return {
        "source_cm_name": parameters.source_cm_name or vendor.contact_name,
        "source_partner_name": parameters.source_partner_name,
        "source_number": parameters.source_number or vendor.number,
        "source_email": parameters.source_email or vendor.email,
        "source_company": parameters.source_company or vendor.name,
        "source_website": parameters.source_website or vendor.website,
        "source_logo": parameters.source_logo,
    }


def tel(number: str) -> str:
    """The link that dials a number; one without a country is of the vendor's."""
    digits = re.sub(r"[^0-9]", "", number)
    return f"tel:+{digits}" if number.startswith("+") else f"tel:+1{digits}"
