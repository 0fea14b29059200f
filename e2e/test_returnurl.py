"""Where a returnurl leads is what Chromium, too, takes it for: its URL parser is the judge."""

import random

from playwright.sync_api import Page

from app.domain import errorcode, returnurl
from app.domain.directory import KnownPartner
from tests.domain.test_weburl import LEADS_AWAY

PARTNER = KnownPartner(
    id=1,
    public_id="1234567",
    company="TMC Labs",
    contact_name="Tim Mathews",
    brand=None,
    suspended=False,
    sites=("https://partner.example", "http://localhost:8001"),
)
PIECES = (
    *(
        "https://partner.example",
        "http://localhost:8001",
        "https://evil.test",
        "partner.example",
        "evil.test",
    ),
    *(
        "http",
        "https",
        ":",
        "//",
        "/",
        "\\",
        "@",
        "#",
        "?",
        "&",
        "=",
        ";",
        ",",
        ".",
        "%2e",
        "%2F",
        "%40",
        "%23",
    ),
    *("\t", "\n", " ", "\x00", "\x01", "\x19", "\x7f", "\u3002", "\uff0e", "\u0430", "\ufb01", "\u202e"),
    *("443", "80", "8001", "[::1]", "0x7f.1", "errorcode=", "javascript:", "data:", "blob:", "view-source:"),
)
NUMBER = 60_000
_ORIGINS = """urls => urls.map(url => {
  try { return new URL(url, location.href).origin } catch { return 'malformed' }
})"""


def test_what_we_lead_to_is_the_partners_site_in_chromiums_eyes(page: Page) -> None:
    dice = random.Random(20261123)
    generated = ["".join(dice.choices(PIECES, k=dice.randint(1, 9))) for _ in range(NUMBER)]
    starting_well = [dice.choice(PARTNER.sites) + text for text in generated]
    judged = [returnurl.judge(text, PARTNER) for text in [*LEADS_AWAY, *generated, *starting_well]]
    trusted = sorted({found.url for found in judged if found and found.trusted})

    emitted = [*trusted, *(errorcode.into(url, ("Invalid Password.",)) for url in trusted)]
    origins = page.evaluate(_ORIGINS, emitted)

    # Enough of them were let through to prove something.
    assert len(trusted) > NUMBER / 100
    strays = {url: seen for url, seen in zip(emitted, origins, strict=True) if seen not in PARTNER.sites}
    assert not strays


def test_what_chromium_would_take_for_another_site_is_not_trusted(page: Page) -> None:
    origins = page.evaluate(_ORIGINS, LEADS_AWAY)

    # The list is worth its name: where Chromium reads a URL at all, it is hardly ever the partner's.
    assert sum(seen not in PARTNER.sites for seen in origins) > len(LEADS_AWAY) / 2
    assert not any(returnurl.judge(text, PARTNER) for text in LEADS_AWAY)
