"""What is asked of each server. One entry each; a new figure begins with an entry here."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.partner_ids import public_id
from bench.requests import Form, KeptPage, Kind, Page


@dataclass(frozen=True)
class Load:
    """`tables` must each have gained a row for each answer of the run: acknowledged is stored."""

    name: str
    subject: str
    kind: Kind
    tables: Sequence[str] = ()


# The first of the seed's three example URLs, verbatim but for the host.
LANDING = (
    "/custom_landing_pages/landing_page_pbx.php?source_partner_name=Tim%20Mathews"
    "&source_number=650.365.2879&source_email=tim@tmclabs.com&source_cm_name=dave%20ryan"
    "&source_company=TMC%20Labs&PartnerID=1234567&source_website=http://www.tmclabs.com"
    "&source_logo=http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
)


GUEST = "/guest?PartnerID=4958765&SubPartnerID=106"

SYNDICATED = "/index.php?syndication=true&PartnerID=4958765"


def guest(number: int) -> dict[str, str]:
    """What somebody types who signs up as a guest."""
    return {
        "first_name": "Grace",
        "last_name": "Hopper",
        "email": f"grace.{number}@prospect.example",
        "password": "compiler-1952",
        "confirm_password": "compiler-1952",
        "eusa": "y",
        "website_url": "",
    }


def enquiry(number: int) -> dict[str, str]:
    """What a prospect types; ours and Wagtail's form have these very fields."""
    return {
        "first_name": "Grace",
        "last_name": "Hopper",
        "email": f"grace.{number}@prospect.example",
        "phone": "800.805.0558",
        "company": f"Compilers {number} & Sons",
        "users": "25",
        "message": "We are moving offices in spring. Which phones would you advise us to take?",
        "website_url": "",
    }


LOADS = [
    Load("hello GET", "R", Page("/", holds=b"Hello, World!")),
    Load("landing GET", "ours", Page(LANDING, holds=b'name="form_token"')),
    Load(
        "lead POST",
        "ours",
        Form(
            path=lambda number: LANDING.replace("1234567", public_id(number)),
            hidden="form_token",
            fields=enquiry,
            status=303,
            holds=b"",
        ),
        tables=["leads", "lead_events", "letters"],
    ),
    Load("guest GET", "ours", Page(GUEST, holds=b'name="captcha_challenge"')),
    Load(
        "signup POST",
        "ours, no captcha",
        Form(path=lambda number: GUEST, hidden="form_token", fields=guest, status=303, holds=b""),
        tables=["signups", "letters"],
    ),
    Load("syndicated GET", "ours", KeptPage(SYNDICATED, holds=b"Harbour &amp; Pine IT", changed=True)),
    Load("syndicated 304", "ours", KeptPage(SYNDICATED, holds=b"Harbour &amp; Pine IT", changed=False)),
    Load("hash alone", "hash", Page("/", holds=b"$argon2id$")),
    Load("Wagtail GET", "Wagtail", Page("/lead/", holds=b"csrfmiddlewaretoken")),
    Load(
        "Wagtail POST",
        "Wagtail",
        Form(
            path=lambda number: "/lead/",
            hidden="csrfmiddlewaretoken",
            fields=enquiry,
            status=200,
            holds=b"Thank you.",
        ),
        tables=["wagtailforms_formsubmission"],
    ),
    Load(
        "allauth GET",
        "django-allauth",
        Page("/accounts/signup/", holds=b"csrfmiddlewaretoken"),
    ),
]

SELF = Load("generator alone", "null", Page("/", holds=b"Hello, null!"))
