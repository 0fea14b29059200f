"""Content is the operator's: a saved file shows at once, a new one is a service, a slip breaks nothing."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.config import ROOT, Settings
from tests.browser import Browser, browsing
from tests.widgets.urls import BY_TIM, PBX


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def publisher(settings: Settings, cast: None, content: Path) -> Iterator[Browser]:
    """A browser on a service whose content the test may change."""
    with browsing(replace(settings, content_dir=content)) as one:
        yield one


def test_a_saved_change_shows_on_the_next_request(publisher: Browser, content: Path) -> None:
    old = [publisher.get(BY_TIM).says("h1") for _ in range(3)][-1]
    change(content / "services" / "pbx.md", old, "Phones that follow you")

    assert publisher.get(BY_TIM).says("h1") == "Phones that follow you"


def test_a_fifth_service_is_one_content_file(publisher: Browser, content: Path) -> None:
    assert publisher.get("/lead/fax").status == 404
    text = (content / "services" / "pbx.md").read_text("utf-8")
    (content / "services" / "fax.md").write_text(text.replace("Cloud PBX", "Cloud Fax"), "utf-8")

    page = publisher.get("/custom_landing_pages/landing_page_fax.php")

    assert (page.status, page.title.endswith("Cloud Fax")) == (200, True)
    assert publisher.get("/lead/fax").status == 200
    assert "Cloud Fax" in publisher.get("/demo/").text


def test_a_slip_in_the_editor_takes_no_page_down(publisher: Browser, content: Path) -> None:
    old = publisher.get(PBX).says("h1")
    (content / "services" / "pbx.md").write_text("---\ntitle: [oh\n---\n", "utf-8")

    assert publisher.get(PBX).says("h1") == old


@pytest.mark.parametrize(
    "text",
    ["", "no front matter", "---\ntitle: x\n---\n", "---\nreasons: 1\n---\n", "\xff", "---\n- a\n---\n"],
)
def test_content_that_was_never_whole_is_a_page_that_says_so(
    publisher: Browser, content: Path, text: str
) -> None:
    (content / "services" / "fax.md").write_text(text, "latin-1")

    answer = publisher.get("/lead/fax")

    assert (answer.status, "Retry-After" in answer.headers) == (503, True)
    assert publisher.get(PBX).status == 200
    assert publisher.get("/demo/").status in (200, 503)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
