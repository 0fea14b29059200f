"""A partner's brand: a colour tried on and worn, a contact, and a logo that every process serves."""

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.config import Settings
from app.db import Database
from app.models import AuditEvent, Logo, Partner
from tests import colleague
from tests.browser import Browser, Page, browsing
from tests.colleague import Colleague, form_of, values

SYNDICATED = "/index.php?syndication=true&PartnerID=1234567"
FORM = "/lead/pbx?PartnerID=1234567"


@pytest.fixture
def tim(browser: Browser) -> Colleague:
    return colleague.arrives(browser, "partner")


def png(colour: str = "red", size: tuple[int, int] = (300, 100)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def uploads(person: Colleague, content: bytes, name: str = "logo.png") -> Page:
    page = person.get("/portal/branding")
    data: dict[str, Any] = values(form_of(page, "/logo"))
    data["logo"] = (io.BytesIO(content), name)
    answer = person.post("/portal/branding/logo", data, referer=page.url)
    return person.follows(answer) if answer.status == 303 else answer


def shown(page: Page) -> str:
    return str(page.find("main .plate img.partner")["src"])


def worn(browser: Browser) -> str:
    """The colour in the stylesheet of a form."""
    return str(browser.get(FORM).find("link[rel=stylesheet]")["href"])[-11:-4]


def test_a_colour_is_tried_on_without_changing_anything_and_then_worn(
    tim: Colleague, browser: Browser, sqlite: Database
) -> None:
    page = tim.get("/portal/branding?brand=%23FC0")

    assert str(page.find("link[rel=stylesheet]")["href"]).endswith("-ffcc00.css")
    assert worn(browser) == "-8a1538"

    saved = tim.does(page, "/colour")
    assert saved.says('[role="status"]') == "Your forms wear the new colour."
    assert worn(browser) == "-ffcc00"

    tim.does(saved, "/colour/removal")
    assert worn(browser) == "-0b6470"
    with sqlite.reading() as session:
        assert session.scalars(select(AuditEvent.deed)).all() == ["brand_changed", "brand_changed"]


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("8a1538", "8a1538"),
        ("#8A1538", "8a1538"),
        (" #8a1538 ", "8a1538"),
        ("#fff", "ffffff"),
        ("0a0", "00aa00"),
    ],
)
def test_a_colour_is_understood_as_people_write_it(tim: Colleague, text: str, colour: str) -> None:
    page = tim.request("GET", "/portal/branding", query_string={"brand": text})

    assert str(page.find("link[rel=stylesheet]")["href"]).endswith(f"-{colour}.css")


@pytest.mark.parametrize("text", ["red", "#12", "#1234567", "url(x)", "#12345g", "}body{", "#１２３"])
def test_what_is_no_colour_is_told_how_one_is_written(tim: Colleague, text: str) -> None:
    page = tim.request("GET", "/portal/branding", query_string={"brand": text})
    posted = tim.post(
        "/portal/branding/colour", values(form_of(page, "/contact")) | {"brand": text}, referer=page.url
    )

    assert (page.status, posted.status) == (422, 422)
    assert page.errors == {"brand": "Write a colour like #8a1538: a hash and six digits or letters up to f."}


def test_prospects_read_the_new_contact_and_leads_go_where_they_went(
    tim: Colleague, browser: Browser, sqlite: Database
) -> None:
    page = tim.does(
        tim.get("/portal/branding"),
        "/contact",
        company="TMC Labs & Sons",
        number="650.365.2879",
        email="hello@TMClabs.com",
    )

    assert page.says('[role="status"]') == "Prospects read the new contact."
    told = browser.get(SYNDICATED).says("#contact")
    assert "Talk to TMC Labs & Sons" in told
    assert "650.365.2879 hello@tmclabs.com" in told
    with sqlite.reading() as session:
        partner = session.scalars(select(Partner).where(Partner.public_id == "1234567")).one()
        assert partner.email == "tim@tmclabs.com"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"company": " "}, "company", "Write the name of your company."),
        ({"company": "x" * 121}, "company", "Company must be at most 120 characters."),
        ({"number": "call me"}, "number", "Write it like 800.805.0558, or + and 8 to 15 digits."),
        ({"email": "nobody"}, "email", "Enter an e-mail address like name@example.com."),
        ({"email": ""}, "email", "Write an address that prospects can write to."),
    ],
)
def test_a_contact_that_nobody_can_use_is_not_saved(
    tim: Colleague, typed: dict[str, str], field: str, words: str
) -> None:
    page = tim.does(tim.get("/portal/branding"), "/contact", **typed)

    assert (page.status, page.errors) == (422, {field: words})


def test_a_logo_is_drawn_anew_and_served_for_ever(
    tim: Colleague, browser: Browser, database: Database
) -> None:
    page = uploads(tim, png(size=(1200, 400)))
    answer = browser.get(shown(page))

    assert page.says('[role="status"]') == "Your logo is in place."
    assert Image.open(io.BytesIO(answer.response.data), formats=["PNG"]).size == (600, 200)
    assert {name: answer.headers[name] for name in ("Content-Type", "Cache-Control")} == {
        "Content-Type": "image/png",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_another_process_serves_it_too(tim: Colleague, sqlite: Database, settings: Settings) -> None:
    address = shown(uploads(tim, png()))

    with browsing(replace(settings)) as other:
        assert other.get(address).status == 200


def test_the_address_of_a_logo_that_was_replaced_shows_the_new_one(
    tim: Colleague, browser: Browser, database: Database
) -> None:
    old = shown(uploads(tim, png("red")))
    new = shown(uploads(tim, png("blue")))
    before, now = browser.get(old), browser.get(new)

    assert old != new
    assert before.response.data == now.response.data
    assert before.headers["Cache-Control"] == "public, no-cache"
    with database.reading() as session:
        assert len([one for one in session.scalars(select(Logo.content)) if one]) == 1

    again = shown(uploads(tim, png("red")))
    assert again == old
    assert browser.get(old).headers["Cache-Control"].endswith("immutable")


def test_a_logo_is_removed_after_a_page_that_asks(tim: Colleague, browser: Browser, sqlite: Database) -> None:
    address = shown(uploads(tim, png()))

    page = tim.does(tim.get("/portal/branding/logo/removal"), "/removal")

    assert page.says('[role="status"]') == "Your logo is removed."
    assert not page.has("main .plate img.partner")
    assert browser.get(address).status == 404
    with sqlite.reading() as session:
        assert session.scalars(select(AuditEvent.deed).order_by(AuditEvent.id)).all() == [
            "logo_uploaded",
            "logo_removed",
        ]


@pytest.mark.parametrize(
    ("content", "name", "status", "words"),
    [
        (b"", "", 422, "Choose a picture on your computer."),
        (b"<svg/>", "logo.png", 422, "Choose a picture in the format PNG, JPEG, WebP or GIF."),
        (png()[:-30], "logo.png", 422, "This file can not be read as a picture."),
        (bytes(2 * 1024 * 1024 + 1), "logo.png", 422, "Choose a file of at most 2 MB."),
        (bytes(4 * 1024 * 1024), "logo.png", 413, "Choose a file of at most 2 MB."),
    ],
)
def test_what_is_no_logo_is_refused_beside_the_field(
    tim: Colleague, content: bytes, name: str, status: int, words: str
) -> None:
    page = uploads(tim, content, name)

    assert page.status == status
    assert page.errors["logo"].startswith(words)


def test_a_large_picture_passes_here_and_nowhere_else(tim: Colleague, sqlite: Database) -> None:
    noise = io.BytesIO()
    Image.effect_noise((1000, 900), 90).save(noise, "PNG")
    assert len(noise.getvalue()) > 256 * 1024

    assert uploads(tim, noise.getvalue(), "../../etc/passwd").has("main .plate img.partner")
    page = tim.get("/portal/branding")
    too_large = values(form_of(page, "/contact")) | {"company": "x" * 300_000}
    assert tim.post("/portal/branding/contact", too_large, referer=page.url).status == 413


def test_a_landing_page_that_shows_it_stays_isolated(tim: Colleague, browser: Browser) -> None:
    address = shown(uploads(tim, png()))

    page = browser.get(
        "/custom_landing_pages/landing_page_pbx.php?PartnerID=1234567"
        f"&source_logo=http://127.0.0.1:8000{address}"
    )

    assert page.has(f'img.partner[src$="{address}"]')
    assert page.headers["Cross-Origin-Embedder-Policy"] == "require-corp"


@pytest.mark.parametrize("name", ["0" * 32, "x", "..%2f..%2fetc", "0" * 5_000])
def test_a_logo_that_is_nobodys_is_not_here(browser: Browser, name: str) -> None:
    assert browser.get(f"/logos/{name}.png").status == 404


def test_a_suspended_partner_uploads_nothing(browser: Browser, sqlite: Database) -> None:
    rosa = colleague.arrives(browser, "suspended")
    page = rosa.get("/portal/branding")

    assert not page.has("main form[method=post]")
    assert rosa.post("/portal/branding/logo", {"logo": (io.BytesIO(png()), "a.png")}).status == 403


@pytest.mark.parametrize("deed", ["/colour", "/colour/removal", "/contact", "/logo", "/logo/removal"])
def test_a_page_that_was_open_for_too_long_says_so(tim: Colleague, sqlite: Database, deed: str) -> None:
    typed: dict[str, Any] = {
        "csrf_token": "old",
        "brand": "#112233",
        "company": "TMC",
        "email": "a@tmc.example",
    }
    if deed == "/logo":
        typed["logo"] = (io.BytesIO(png()), "logo.png")

    page = tim.post(f"/portal/branding{deed}", typed)

    assert page.status == 422
    assert "This page was open for too long. Please send it again." in page.says("main")
