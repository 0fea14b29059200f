"""The Doctor on code that partners paste: frames, scripts, fragments, and what each needs."""

import pytest

from app.edge.doctor import Practice
from tests.edge.practice import (
    BASE,
    HERE,
    NO_SITE,
    NOT_ACTIVE,
    SCRIPT,
    WORKS,
    examined,
)


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
