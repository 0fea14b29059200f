"""The Doctor: calls as partners write them, and what holds for every text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import snippets
from app.edge import doctor, loader, params
from app.edge.doctor import TooLong
from app.edge.params import Parameters
from app.edge.widget import Placement
from tests.browser import Browser
from tests.edge.practice import BASE, HERE, NO_SITE, PARTNER, PLACES, WORKS, examined


@pytest.mark.parametrize(
    ("asked", "right", "words"),
    [
        (
            "partnerid=4958765",
            "PartnerID=4958765",
            "“partnerid” was ignored: capitals matter, write “PartnerID”.",
        ),
        ("PartnerID=4958765&SubpartnerID=106", "PartnerID=4958765&SubPartnerID=106", "write “SubPartnerID”"),
        ("PartnerID=4958765&partner_id=1", "PartnerID=4958765", "“partner_id” was ignored"),
        ("PartnerID=1234567", "PartnerID=4958765", "“1234567” is not your PartnerID"),
        ("PartnerID=", "PartnerID=4958765", "PartnerID is empty"),
        ("PartnerID=4958765&PartnerID=1", "PartnerID=4958765", "given more than once"),
        ("SubPartnerID=106", "PartnerID=4958765&SubPartnerID=106", "PartnerID is missing"),
        ("PartnerID=4958765&test=true", "PartnerID=4958765", "test=true is still there"),
        ("PartnerID=4958765&test=yes", "PartnerID=4958765", "leave test out"),
        ("PartnerID=4958765& SubPartnerID=106", "PartnerID=4958765&SubPartnerID=106", "White space"),
        (
            "PartnerID=4958765&source_company=TMC Labs",
            "PartnerID=4958765&source_company=TMC%20Labs",
            "write %20 for a space",
        ),
        (
            "PartnerID=4958765&source_number=650-365-2879",
            "PartnerID=4958765&source_number=650.365.2879",
            "“source_number” can not be used",
        ),
        (
            "PartnerID=4958765&source_number=+14155550100",
            "PartnerID=4958765&source_number=%2B14155550100",
            "Write %2B in place of +.",
        ),
        ("PartnerID=4958765&webchat=FALSE", "PartnerID=4958765&webchat=false", "small letters"),
        (
            "PartnerID=4958765&returnurl=http://partnerwebsite.com/a?b=c&d=e",
            "PartnerID=4958765&returnurl=http://partnerwebsite.com/a?b=c%26d=e",
            "write %26 for &",
        ),
        (
            "PartnerID=4958765&returnurl=http://partnerwebsite.com/#a&SubPartnerID=106",
            "PartnerID=4958765&returnurl=http://partnerwebsite.com/%23a&SubPartnerID=106",
            "%23 for #",
        ),
    ],
)
def test_a_call_is_mended(asked: str, right: str, words: str) -> None:
    said, corrected = examined(f"{BASE}/guest?{asked}")

    assert corrected == f"{BASE}/guest?{right}"
    assert any(words in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("SubPartnerID=1$6", "Use 1 to 64 characters, no spaces and none of $ ! ^ % #."),
        ("SubPartnerID=1&SubPartnerID=2", "“SubPartnerID” was given twice"),
        ("source_email=tim", "Write an address like name@example.com."),
        ("source_number=12", "“source_number” can not be used"),
        ("returnurl=/thanks.html", "Write the whole address of a page on your site."),
        ("returnurl=http://elsewhere.example/", "“elsewhere.example” is not on one of your sites"),
        ("parnterID=1", "If you meant “PartnerID”, write that."),
        ("source_logo=http://partnerwebsite.com/logo.png", "Give its https address."),
    ],
)
def test_what_only_the_partner_can_mend_stays_and_is_told(asked: str, words: str) -> None:
    said, corrected = examined(f"{WORKS}&{asked}")

    assert corrected == f"{WORKS}&{asked}"
    assert any(words in sentence for sentence in said), said


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("http://tools.example.com/guest?PartnerID=4958765", WORKS),
        ("https://smartbox.old.example/guest?PartnerID=4958765", WORKS),
        (
            "https://smart.example.com/guest?PartnerID=4958765",
            "https://smart.example.com/guest?PartnerID=4958765",
        ),
        (f"{BASE}/Guest?PartnerID=4958765", WORKS),
        (f"{BASE}/GUEST/?PartnerID=4958765", f"{BASE}/guest/?PartnerID=4958765"),
        ("https://elsewhere.example/guest", "https://elsewhere.example/guest"),
        ("https://elsewhere.example/?PartnerID=1", "https://elsewhere.example/?PartnerID=1"),
        (
            "https://elsewhere.example/index.php?PartnerID=1",
            "https://elsewhere.example/index.php?PartnerID=1",
        ),
        ("https://elsewhere.example/oembed?url=x", "https://elsewhere.example/oembed?url=x"),
        ("https://old.example/index.php?syndication=true", f"{BASE}/index.php?syndication=true"),
        ("https://elsewhere.example/shop?PartnerID=1", "https://elsewhere.example/shop?PartnerID=1"),
        ("Write to https://elsewhere.example", "Write to https://elsewhere.example"),
        (f"Sign up: {BASE}/guest?partnerid=4958765", f"Sign up: {WORKS}"),
    ],
)
def test_an_address_leads_to_the_right_host_and_page(address: str, right: str) -> None:
    assert examined(address)[1] == right


def test_each_finding_stands_at_its_own_line() -> None:
    code = f'<p>\n<a href="{WORKS}\n&amp;\ntest=true">\n</a>\n<a href="{WORKS}&test=true"></a>'

    diagnosis = doctor.examine(code, HERE)

    assert {(finding.line, finding.severity) for finding in diagnosis.findings} == {
        (2, "advice"),
        (2, "breaks"),
        (6, "advice"),
        (6, "breaks"),
    }


PIECES = st.sampled_from(
    [
        *(
            "<a href=",
            "<iframe src=",
            "<div ",
            "<script src=",
            "<form action=",
            "<input name=",
            "<img src=",
            ">",
        ),
        *(
            '"',
            "'",
            "“",
            "”",
            "</a>",
            "</iframe>",
            "</script>",
            "<a>",
            "</form>",
            " ",
            "\n",
            "&",
            "&amp;",
            "?",
            "#",
        ),
        *(
            BASE,
            "http://tools.example.com",
            "https://old.example",
            "//",
            "/guest",
            "/index.php",
            "/fragment/guest",
        ),
        *(
            "/embed/v1.js",
            "/auth/webstore/createsbaccount.jsp",
            "PartnerID=",
            "partnerid=4958765",
            "test=true",
        ),
        *(
            "returnurl=http://partnerwebsite.com/a?b=c",
            "source_number=650-365-2879",
            "SubPartnerID=1 2",
            "webchat=False",
        ),
        *(
            ' data-partner-tools="guest"',
            ' data-partner-id="1"',
            ' hx-get="',
            " sandbox ",
            ' name="sb_city"',
            "=",
            " title= ",
        ),
        *(
            'name="term" type="radio" value="1"',
            'name="returnURL"',
            'name="partnerid" value="7"',
            "%",
            "+",
            "é",
        ),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_corrected_code_has_nothing_left_to_mend(code: str) -> None:
    examined(code)
    examined(code, NO_SITE)


@given(st.text())
def test_any_text_is_examined(text: str) -> None:
    examined(text)


@pytest.mark.parametrize("place", PLACES.values(), ids=lambda place: place.slug)
@pytest.mark.parametrize(
    "asked",
    [
        Parameters(PartnerID="4958765"),
        Parameters(
            PartnerID="4958765",
            SubPartnerID="1\"0'6<&>",
            source_cm_name="John & Jane “Z” Smith",
            source_number="+4989123456",
            returnurl="http://partnerwebsite.com/back?a=b&c=%20d#e",
            source_company="A <b> C",
            webchat=False,
        ),
    ],
    ids=["little", "much"],
)
def test_what_the_builder_makes_is_right(place: Placement, asked: Parameters) -> None:
    script = loader.build("(() => {})", BASE, PLACES.values())
    made = snippets.of(place, BASE, params.written(asked), "PanTerra", script)

    for code in (made.url, made.link, made.iframe, made.script, made.pinned, made.fragment):
        assert examined(str(code))[1] == str(code)


def test_the_service_itself_is_where_its_pages_are(browser: Browser) -> None:
    with browser.app.app_context():
        here = doctor.for_partner(PARTNER)

    assert examined(f"{here.base_url}/LEAD/pbx?PartnerID=4958765", here)[1].endswith(
        "/lead/pbx?PartnerID=4958765"
    )
    assert here.page("/smartbox/smartbox_overview.php") == here.placements["content"]


def test_no_snippet_is_longer_than_64_kilobytes() -> None:
    examined("<" * doctor.LONGEST)
    with pytest.raises(TooLong):
        doctor.examine("é" * (doctor.LONGEST // 2 + 1), HERE)
