"""What a partner copies besides snippets: signature blocks, QR codes, and which codes work."""

import io
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag

from app.domain import qr, returnurl, signature, working
from app.domain.directory import KnownPartner
from app.domain.qr import TooLongForQr
from app.domain.signature import Logo
from app.edge.widget import Placement

GUEST = Placement("guest", "Guest signup", "/guest", 1360, "Sign up", needs_activation=True)
LEAD = Placement("lead-pbx", "Cloud PBX", "/lead/pbx", 980, "Ask")
CONTENT = Placement("content", "Product pages", "/index.php", 1400, "Read", has_form=False)
PARTNER = KnownPartner(
    1,
    "4958765",
    "Harbour & Pine IT",
    "Maren Holt",
    None,
    False,
    ("http://partnerwebsite.com",),
    form_api=True,
)
NO_SITE = replace(PARTNER, sites=())
NOT_ACTIVE = replace(PARTNER, form_api=False)
PAGE = "https://tools.example.com/guest?PartnerID=4958765&SubPartnerID=106"


@pytest.mark.parametrize(
    ("place", "partner", "reasons"),
    [
        (GUEST, PARTNER, {}),
        (GUEST, NOT_ACTIVE, {"fragment": working.NOT_ACTIVATED}),
        (LEAD, NOT_ACTIVE, {}),
        (CONTENT, NOT_ACTIVE, {}),
        (CONTENT, NO_SITE, {"fragment": working.NO_SITE_TO_ASK}),
        (
            LEAD,
            NO_SITE,
            {"fragment": working.NO_SITE_TO_ASK, "iframe": working.NO_SITE, "script": working.NO_SITE},
        ),
        (GUEST, replace(PARTNER, suspended=True), {}),
    ],
)
def test_no_code_is_offered_that_does_not_work(
    place: Placement, partner: KnownPartner, reasons: dict[str, str]
) -> None:
    assert working.withheld(place, partner) == reasons
    assert set(working.works_on(place, partner)) == set(working.WAYS) - set(reasons)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://partnerwebsite.com/back.html", None),
        ("http://elsewhere.example/", "“elsewhere.example” is not on one of your sites"),
        ("/back.html", "Write the whole address of a page on your site."),
    ],
)
def test_a_returnurl_is_refused_in_its_own_words(text: str, words: str | None) -> None:
    refusal = returnurl.refusal(text, PARTNER)

    assert (refusal is None) == (words is None)
    assert (words or "") in (refusal.words if refusal else "")


def test_a_signature_block_is_a_table_that_mail_clients_keep() -> None:
    logo = Logo("https://tools.example.com/images/guestsignup.jpg", 'Sign up "now"')

    made = signature.block(PAGE, "Try <SmartBox>", "#a8401c", ("Maren Holt", "R&D"), logo)

    soup = BeautifulSoup(made.html, "html5lib")
    table, image = soup.select_one("body > table"), soup.img
    assert isinstance(table, Tag)
    assert isinstance(image, Tag)
    assert table["role"] == "presentation"
    assert [link["href"] for link in soup.select("a")] == [PAGE, PAGE]
    assert (image["alt"], image["width"]) == ('Sign up "now"', "120")
    assert soup.select("td")[1].get_text("|") == "Maren Holt|R&D|Try <SmartBox>"
    assert not soup.select("style, script, div, [class]")
    assert made.text == f"-- \nMaren Holt\nR&D\nTry <SmartBox>: {PAGE}"


def test_a_signature_block_does_without_a_logo() -> None:
    made = signature.block(PAGE, "Sign up", "#000000")

    assert "<img" not in made.html
    assert made.text == f"-- \nSign up: {PAGE}"


def test_a_qr_code_is_drawn_for_paper_and_for_slides() -> None:
    drawing = ET.fromstring(qr.svg(PAGE))
    picture = io.BytesIO(qr.png(PAGE))

    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing.findtext("{http://www.w3.org/2000/svg}title") == PAGE
    side = float(drawing.attrib["viewBox"].split()[2])
    signature_bytes, header = picture.read(16), picture.read(8)
    assert signature_bytes[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", header) == (side * qr.MODULE, side * qr.MODULE)


@pytest.mark.parametrize("draw", [qr.svg, qr.png])
def test_an_address_that_no_code_holds_is_told(draw: object) -> None:
    assert callable(draw)
    with pytest.raises(TooLongForQr):
        draw(f"{PAGE}&source_company={'x' * 2400}")
