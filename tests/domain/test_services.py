"""Services: one content file each, safe to show, and as fresh as its file."""

import itertools
import os
from pathlib import Path

import pytest

from app.config import ROOT
from app.domain.services import BrokenContent, Shelf, UnknownService

FAX = """---
title: Cloud Fax
promise: Fax without a fax
lede: Send it from anywhere.
picture: generic
reasons:
  - title: One
    text: First.
form_title: Ask us
submit: Ask
---
{body}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "services").mkdir()
    return tmp_path


saved = itertools.count(1_800_000_000)


def put(folder: Path, name: str, text: str) -> None:
    """Save a file, a second after the one before: some file systems count in coarse steps."""
    path = folder / "services" / f"{name}.md"
    path.write_text(text, "utf-8")
    os.utime(path, (0, next(saved)))


def test_the_four_services_are_on_the_shelf() -> None:
    services = Shelf(ROOT / "content").all()

    assert {service.slug: service.title for service in services} == {
        "pbx": "Cloud PBX",
        "uc": "Unified Communications",
        "cc": "Contact Center",
        "sb": "SmartBox",
    }
    assert all(len(service.reasons) == 3 and service.body for service in services)
    assert all((ROOT / "templates" / "pictures" / f"{service.picture}.svg").exists() for service in services)


def test_a_file_is_a_service(folder: Path) -> None:
    put(folder, "fax", FAX.format(body="It is **good**."))

    service = Shelf(folder).find("fax")

    assert (service.slug, service.title, service.reasons[0].text) == ("fax", "Cloud Fax", "First.")
    assert service.body == "<p>It is <strong>good</strong>.</p>\n"


@pytest.mark.parametrize(
    ("body", "gone"),
    [
        ("<script>alert(1)</script>", "<script"),
        ('<p style="x" onclick="y">', "<p style"),
        ("[x](javascript:alert(1))", 'href="javascript'),
        ("[x](data:text/html,y)", 'href="data'),
        ("![x](javascript:alert(1))", 'src="javascript'),
    ],
)
def test_content_can_not_break_the_house_rules(folder: Path, body: str, gone: str) -> None:
    put(folder, "fax", FAX.format(body=body))

    assert gone not in Shelf(folder).find("fax").body


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "nothing",
        "../pbx",
        "..",
        "/etc/passwd",
        "pbx\x00",
        "PBX",
        "pbx.md",
        "-fax",
        "a" * 33,
        "fäx",
        "fax\n",
        ".",
    ],
)
def test_no_other_name_is_a_service(folder: Path, slug: str) -> None:
    put(folder, "fax", FAX)
    put(folder, "-fax", FAX)

    with pytest.raises(UnknownService):
        Shelf(folder).find(slug)


def test_a_file_that_goes_away_is_no_service_any_more(folder: Path) -> None:
    put(folder, "fax", FAX)
    shelf = Shelf(folder)
    shelf.find("fax")

    (folder / "services" / "fax.md").unlink()

    with pytest.raises(UnknownService):
        shelf.find("fax")


def test_a_saved_change_is_another_version(folder: Path) -> None:
    put(folder, "fax", FAX)
    shelf = Shelf(folder)
    old = shelf.find("fax")
    assert shelf.find("fax") is old

    put(folder, "fax", FAX.replace("Cloud Fax", "Cloud Telex"))
    new = shelf.find("fax")

    assert (new.title, new.version == old.version) == ("Cloud Telex", False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---\n",
        "---\ntitle: x\n---",
        FAX.replace("title: Cloud Fax", "title: [oh"),
        FAX.replace("  - title: One\n    text: First.", "  - One"),
        FAX.replace("reasons:\n  - title: One\n    text: First.\n", "reasons:\n"),
        FAX.replace("submit: Ask\n", ""),
        "---\n- a list\n---\n",
    ],
)
def test_a_file_that_was_never_whole_names_itself(folder: Path, text: str) -> None:
    put(folder, "fax", text)

    with pytest.raises(BrokenContent, match=r"fax\.md"):
        Shelf(folder).find("fax")


def test_a_slip_keeps_the_last_good_page_until_it_is_mended(folder: Path) -> None:
    put(folder, "fax", FAX)
    shelf = Shelf(folder)
    good = shelf.find("fax")

    put(folder, "fax", "---\ntitle: [oh\n---")
    assert shelf.find("fax") == good
    put(folder, "fax", FAX.replace("Cloud Fax", "Cloud Telex"))

    assert shelf.find("fax").title == "Cloud Telex"


def test_one_broken_file_hides_no_other_service(folder: Path) -> None:
    put(folder, "fax", FAX)
    put(folder, "oh", "---\ntitle: [oh\n---")

    assert [service.slug for service in Shelf(folder).all()] == ["fax"]
