"""The Doctor: what partners paste, what is said about it by line, and the code that it becomes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import snippets
from app.domain.directory import KnownPartner
from app.edge import doctor, loader, params
from app.edge.doctor import Practice, TooLong
from app.edge.params import Parameters
from app.edge.widget import Placement
from tests.browser import Browser

BASE = "https://tools.example.com"
GUEST = Placement("guest", "Guest signup", "/guest", 1360, "Sign up", needs_activation=True)
WEBSTORE = Placement("webstore", "Webstore signup", "/webstore/", 2300, "Buy", needs_activation=True)
LEAD = Placement("lead-pbx", "Cloud PBX: lead form", "/lead/pbx", 980, "Ask")
CONTENT = Placement("content", "Product pages", "/index.php", 1400, "Read", (("syndication", "true"),), False)
PLACES = {place.slug: place for place in (GUEST, WEBSTORE, LEAD, CONTENT)}
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
HERE = Practice(BASE, (BASE, "https://smart.example.com"), PLACES, ("/smartbox/overview.php",), PARTNER)
WORKS = f"{BASE}/guest?PartnerID=4958765"
SCRIPT = f'<script async src="{BASE}/embed/v1.js"></script>'


def examined(text: str, practice: Practice = HERE) -> tuple[list[str], str]:
    """What is said, and the corrected code, of which nothing is said that could be mended."""
    diagnosis = doctor.examine(text, practice)
    again = doctor.examine(diagnosis.corrected, practice)
    assert again.corrected == diagnosis.corrected
    assert [finding for finding in again.findings if finding.mended] == []
    return [finding.words for finding in diagnosis.findings], diagnosis.corrected


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


@pytest.mark.parametrize(
    ("code", "right"),
    [
        (f'<a href="{WORKS}&SubPartnerID=106">x</a>', f'<a href="{WORKS}&amp;SubPartnerID=106">x</a>'),
        (f"<a href=“{WORKS}”>x</a>", f'<a href="{WORKS}">x</a>'),
        (f'<a href="{WORKS}”>x</a>', f'<a href="{WORKS}">x</a>'),
        (f'<a href="{WORKS}>x<a>', f'<a href="{WORKS}">x</a>'),
        (f"<a href={BASE}/guest>x</a>", f'<a href="{WORKS}">x</a>'),
        ("<img alt=”a b” src=x.png width=”200px”/>", '<img alt="a b" src=x.png width="200"/>'),
        (
            f'<div data-partner-tools="Guest" data-partner-id="4958765"></div>{SCRIPT}',
            f'<div data-partner-tools="guest" data-partner-id="4958765"></div>{SCRIPT}',
        ),
        (
            '<div data-partner-tools="guest" data-partner-id="4958765" data-test="true"></div>',
            f'{SCRIPT}<div data-partner-tools="guest" data-partner-id="4958765"></div>',
        ),
        (
            f'<div data-partner-tools="guest" partner-id="1"></div>{SCRIPT}',
            f'<div data-partner-tools="guest" data-partner-id="4958765"></div>{SCRIPT}',
        ),
        (
            f'<div data-partner-tools="guest"></div>{SCRIPT}',
            f'<div data-partner-id="4958765" data-partner-tools="guest"></div>{SCRIPT}',
        ),
        (
            '<div data-partner-tools="content"></div><script async src="https://old.example/embed/v1.js"></script>',
            f'<div data-partner-tools="content"></div>{SCRIPT}',
        ),
        (
            '<script src="https://elsewhere.example/embed/v1.js"></script>',
            '<script src="https://elsewhere.example/embed/v1.js"></script>',
        ),
        (
            f'<div hx-get="{BASE}/fragment/guest?PartnerID=4958765"></div>',
            f'<div hx-trigger="load" hx-get="{BASE}/fragment/guest?PartnerID=4958765"></div>',
        ),
        (
            '<div data-partner-tools="content"></div>'
            + '<script src="http://tools.example.com/embed/v1.js" integrity=x>',
            f'<div data-partner-tools="content"></div><script async crossorigin="anonymous"'
            f' src="{BASE}/embed/v1.js" integrity=x></script>',
        ),
    ],
)
def test_code_is_mended(code: str, right: str) -> None:
    assert examined(code)[1] == right


FRAME = (
    f'<iframe src="{WORKS}" title="Sign up" width="100%" height="900" loading="lazy"'
    ' referrerpolicy="strict-origin-when-cross-origin"></iframe>'
)


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        ('title="Sign up"', "title"),
        ('width="100%"', "width"),
        ('height="900"', "height"),
        ('loading="lazy"', "loading"),
        ('referrerpolicy="strict-origin-when-cross-origin"', "referrerpolicy"),
    ],
)
def test_a_frame_gets_what_it_lacks(attribute: str, words: str) -> None:
    assert examined(FRAME) == ([], FRAME)

    said, corrected = examined(FRAME.replace(attribute, ""))

    assert words in said[0]
    assert f" {words}=" in corrected


def test_a_frame_is_let_out_of_a_sandbox_that_keeps_forms_from_being_sent() -> None:
    said, corrected = examined(FRAME.replace("<iframe", '<iframe sandbox="allow-scripts"'))

    assert said == [
        "The sandbox keeps our form from working: it needs allow-forms, allow-same-origin, allow-popups,"
        " allow-top-navigation-by-user-activation."
    ]
    assert 'sandbox="allow-scripts allow-forms allow-same-origin' in corrected


def test_a_frame_of_the_whole_site_is_told_to_be_syndicated() -> None:
    said, corrected = examined(FRAME.replace("/guest?PartnerID=4958765", "/index.php"))

    assert "signup links included" in said[0]
    assert f'src="{BASE}/index.php?syndication=true"' in corrected


def test_a_frame_that_is_not_closed_would_swallow_the_page() -> None:
    assert examined(FRAME.removesuffix("</iframe>") + "<p>")[1] == FRAME + "<p>"


def test_a_frame_shows_pages_and_htmx_shows_fragments() -> None:
    in_place = f'<div hx-get="{BASE}/fragment/guest?PartnerID=4958765" hx-trigger="load"></div>'

    assert examined(FRAME.replace("/guest", "/fragment/guest")) == (
        ["A frame shows the page itself: write /guest."],
        FRAME,
    )
    assert examined(in_place.replace("/fragment/guest", "/guest")) == (
        ["On your own page HTMX needs the fragment: write /fragment/guest."],
        in_place,
    )


NOT_ACTIVE = replace(HERE, partner=replace(PARTNER, form_api=False))
NO_SITE = replace(HERE, partner=replace(PARTNER, sites=()))


@pytest.mark.parametrize(
    ("code", "practice", "words"),
    [
        (
            f'<div hx-get="{BASE}/fragment/guest?PartnerID=4958765" hx-trigger="load">',
            NOT_ACTIVE,
            "Request activation",
        ),
        (FRAME, NO_SITE, "You have no registered site"),
        (
            f'<div data-partner-tools="guest" data-partner-id="4958765"></div>{SCRIPT}',
            NO_SITE,
            "no registered site",
        ),
        (
            f'<div data-partner-tools="gest"></div>{SCRIPT}',
            HERE,
            "There are: content, guest, lead-pbx, webstore.",
        ),
        (
            f'<div data-partner-tools="content" data-sub-parner-id="1">{SCRIPT}',
            HERE,
            "“data-sub-parner-id” was ignored",
        ),
        (SCRIPT, HERE, "The script has nothing to show"),
        (f'<div hx-get="{BASE}/fragment/nothing">', HERE, "no page of ours at /fragment/nothing"),
        (f'<a href="{BASE}/nothing">', HERE, "There is no page of ours at /nothing."),
        (f'<a href="{WORKS}', HERE, "The code is cut off within <a>."),
        (f"{BASE}/lead/pbx?PartnerID=4958765", HERE, "PartnerID is given without source_cm_name"),
    ],
)
def test_what_needs_more_than_other_code_is_told(code: str, practice: Practice, words: str) -> None:
    said, _ = examined(code, practice)

    assert any(words in sentence for sentence in said), said


FORM = f"""<form method="post" action="{BASE}/auth/webstore/createsbaccount.jsp">
<input type="hidden" name="PartnerID" value="4958765">
<input type="hidden" name="returnurl" value="http://partnerwebsite.com/back.html">
<input name="sb_companyname"><input name="sb_address1"><input name="sb_city">
<input name="sb_firstname"><input name="sb_lastname"><input name="sb_phoneNumber">
<input name="sb_emailAddress"><input name="sb_password" type="password">
<input name="sb_confirmpassword" type="password"><input name="sb_nusers">
<input type="radio" name="term" value="12">
</form>"""


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ('method="post"', 'method="post"', ""),
        (' method="get"', ' method="post"', "passwords stand in the address"),
        (f"{BASE}/auth", f"{BASE}/auth", ""),
        ("https://accounts.unifiedcloudit.com/auth", f"{BASE}/auth", "The form has to be sent to"),
        ("sb_phonenumber", "sb_phoneNumber", "capitals matter, write “sb_phoneNumber”"),
        ("partnerid", "PartnerID", "capitals matter, write “PartnerID”"),
        ('value="1234567"', 'value="4958765"', "is not your PartnerID"),
        ('value="1"', 'value="12"', "Term is counted in months: write 12."),
    ],
)
def test_an_own_form_is_mended(wrong: str, right: str, words: str) -> None:
    said, corrected = examined(FORM.replace(right, wrong, 1))

    assert corrected == FORM
    assert len(said) == (1 if words else 0)
    assert words in "".join(said)


@pytest.mark.parametrize(
    ("lacking", "practice", "words"),
    [
        ('name="sb_city"', HERE, "The field sb_city (City) is missing."),
        ('name="returnurl"', HERE, "The hidden field returnurl is missing"),
        ('name="PartnerID"', HERE, "The hidden field PartnerID is missing"),
        ("nothing", NOT_ACTIVE, "Your own form is not activated"),
        ("http://partnerwebsite.com", HERE, "Write the whole address of a page on your site."),
    ],
)
def test_an_own_form_is_told_what_it_lacks(lacking: str, practice: Practice, words: str) -> None:
    said, corrected = examined(FORM.replace(lacking, ""), practice)

    assert any(words in sentence for sentence in said), said
    assert 'name="PartnerID" value="4958765"' in corrected


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
