"""What letters say, and what nobody can make them say."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from app.config import ROOT, Vendor
from app.domain import vendors
from app.edge import letters
from app.edge.letters import about_leads
from app.models import ChannelManager, Lead, Letter, Partner
from tests import scene
from tests.scene import NOON

KINDS = sorted(folder.name for folder in (ROOT / "templates" / "emails").glob("lead_*"))
VENDOR = vendors.read(ROOT / "vendor.toml")


def ada(**changes: Any) -> Lead:
    """Ada's lead as the database gives it, with its partner and channel manager."""
    tmc = Partner(public_id="1234567", company="TMC Labs", email="tim@tmclabs.com", suspended_at=None)
    return scene.ada(
        **({"id": 17, "partner": tmc, "channel_manager": ChannelManager(name="Dave Ryan")} | changes)
    )


def written(kind: str, lead: Lead, vendor: Vendor = VENDOR, **changes: Any) -> EmailMessage:
    """A letter as the recipient's mail program reads it from the wire."""
    values: dict[str, Any] = {
        "kind": kind,
        "recipient": "dave@panterranetworks.com",
        "message_id": "0123456789abcdef",
        "details": {},
        "created_at": NOON,
    }
    letter = Letter(**(values | changes))
    content = about_leads.content(letter, lead, "Cloud PBX")
    message = letters.compose(letter, content, vendor, "https://tools.example")
    return message_from_bytes(message.as_bytes(), policy=policy.default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def text(message: EmailMessage) -> str:
    """The text part with runs of spaces as one."""
    return re.sub(r" +", " ", part(message, "plain"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_both_parts_and_the_headers_of_an_automatic_letter(kind: str) -> None:
    message = written(kind, ada())

    assert message["From"] == "PanTerra <no-reply@panterranetworks.com>"
    assert message["To"] == "dave@panterranetworks.com"
    assert message["Reply-To"] == "ada@engines.example"
    assert message["Message-ID"] == "<0123456789abcdef@panterranetworks.com>"
    assert message["Date"].datetime == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Ada Lovelace" in str(message["Subject"])
    assert "{{" not in text(message)
    assert "Analytical Engines" in text(message)
    assert part(message, "html").count("<h1>") == 1


def test_the_channel_managers_letter_holds_all_there_is_to_know_in_its_text_part() -> None:
    words = text(written("lead_received", ada()))

    for line in (
        "First name: Ada\nLast name: Lovelace\nWork e-mail: ada@engines.example",
        "Phone: 408.555.0100\nCompany: Analytical Engines\nNumber of users: 25",
        "> We move in May.\n> Can we keep our numbers?",
        "Service: Cloud PBX",
        "PartnerID: 1234567 (TMC Labs, in good standing)",
        "SubPartnerID: 106",
        "Embedded on: http://www.tmclabs.com",
        "utm_campaign: autumn",
        "source_cm_name: dave ryan",
        "source_partner_name: Tim Mathews",
        "source_number: 650.365.2879",
        "source_email: tim.elsewhere@tmclabs.com",
        "source_company: TMC Labs",
        "source_website: http://www.tmclabs.com",
        "source_logo: none",
    ):
        assert f"\n{line}\n" in words


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ({}, "Forward the lead to TMC Labs at their registered address, tim@tmclabs.com"),
        (
            {"partner": Partner(company="Quiet Valley", email="q@v.example", suspended_at=NOON)},
            "Quiet Valley is suspended. The lead stays theirs and the credit is held",
        ),
        ({"partner": None}, "No partner has the PartnerID 1234567"),
        ({"partner": None, "claimed_partner_id": None}, "It came without a PartnerID."),
    ],
)
def test_the_channel_manager_is_told_what_comes_next(standing: dict[str, Any], said: str) -> None:
    message = written("lead_received", ada(**standing))

    assert "Answer Ada Lovelace within 4 hours" in text(message)
    assert said in text(message)
    assert said in part(message, "html")


def test_an_amendment_says_what_was_and_what_is() -> None:
    changes = {"phone": {"old": "", "new": "408.555.0100"}, "users": {"old": 5, "new": 25}}

    words = text(written("lead_amended", ada(), details={"changes": changes}))

    assert "\nPhone: none → 408.555.0100\nNumber of users: 5 → 25\n" in words


def test_a_partner_learns_who_forwarded_the_lead_and_why_credit_waits() -> None:
    words = text(written("lead_forwarded", ada(credit_held="The partner is suspended.")))

    assert "Dave Ryan at PanTerra forwards this lead to you." in words
    assert "The credit for this lead is held: The partner is suspended." in words


def test_sales_learn_with_whom_a_lead_waits_and_since_when() -> None:
    words = text(written("lead_overdue", ada()))

    assert "on 23 November 2026, 12:05 UTC. The lead is with Dave Ryan" in words


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_prospect_typed_is_text_and_nothing_else(kind: str) -> None:
    hostile = ada(first_name="<script>alert(1)</script>", last_name="{{7*7}}", message="</blockquote><img>")

    message = written(kind, hostile, details={"changes": {"company": {"old": "<b>", "new": "<i>"}}})

    html = part(message, "html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in html
    assert not re.search("<script|<img|<b>|<i>", html)
    assert "<script>alert(1)</script> {{7*7}}" in text(message)


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\0"])
def test_line_breaks_never_make_a_header_or_a_line_of_ours(ending: str) -> None:
    name = f"Ada{ending}Bcc: eve@evil.example{ending}{ending}PartnerID: 999"
    lead = ada(first_name=name, message=f"Hello{ending}PartnerID: 999", sub_partner_id=name)

    message = written("lead_received", lead)

    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("New lead: Ada Bcc: eve@evil.example PartnerID: 999 Lovelace")
    assert not re.search(r"^(Bcc|PartnerID): (eve|999)", text(message), re.MULTILINE)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "nobody",
        "a@b@c.example",
        "ada@x.example\r\nBcc: eve@evil.example",
        "ada@x.example, eve@e.example",
        "<ada@x.example> SIZE=1",
        "ädä@x.example",
        "ada@\ud800.example",
    ],
)
def test_an_address_that_is_none_is_named_as_such(recipient: str) -> None:
    with pytest.raises(letters.BadRecipient):
        written("lead_received", ada(), recipient=recipient)


def test_a_letter_arrives_even_if_nobody_can_reply_to_the_prospect() -> None:
    assert written("lead_received", ada(email="nonsense"))["Reply-To"] is None


@pytest.mark.parametrize("kind", ["no_such_letter", "../emails/lead_received", ""])
def test_a_letter_without_words_is_our_own_mistake(kind: str) -> None:
    with pytest.raises(letters.Unwritable):
        written(kind, ada())


def test_the_longest_names_and_addresses_survive_the_folding_of_headers() -> None:
    longest = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 50}.example"
    lead = ada(first_name="Ż" * 120, last_name="𝔸" * 120, company="x" * 120, email=longest)
    sender = replace(VENDOR, letters_from=f"Zażółć, Ltd. <x@{'e' * 60}.{'f' * 60}.example>")

    message = written("lead_received", lead, vendor=sender, recipient=longest)

    assert message["To"].addresses[0].addr_spec == longest
    assert message["Reply-To"].addresses[0].addr_spec == longest
    assert message["From"].addresses[0].display_name == "Zażółć, Ltd."
    assert str(message["Subject"]) == f"New lead: {'Ż' * 120} {'𝔸' * 120}, {'x' * 120} (Cloud PBX)"
    assert str(message["Message-ID"]) == f"<0123456789abcdef@{'e' * 60}.{'f' * 60}.example>"
