"""Scripts that do not change by themselves: pinned by their hash, or kept from an earlier release."""

import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e import released
from e2e.anybody import Anybody
from e2e.host_page import BOX, FRAME, fits, heights, opens, tells, told
from e2e.pages import LeadForm, Person
from e2e.stack import Deployment

PLACE = '<div data-partner-tools="content" data-partner-id="4958765"><a href="/">Our products</a></div>'


@pytest.mark.parametrize("changed", [False, True], ids=["as it was pinned", "changed since"])
def test_a_pinned_script_runs_only_as_it_was_pinned(stack: Deployment, page: Page, changed: bool) -> None:
    page.goto(f"{stack.base_url}/links")
    code = page.get_by_role("textbox", name="Pinned").text_content() or ""
    assert "integrity=" in code
    if changed:
        page.route(
            "**/embed/v1-*.js", lambda it: it.fulfill(response=(ours := it.fetch()), body=ours.text() + " ")
        )
    failed = []
    page.on("console", lambda it: failed.append(it.text) if it.type == "error" else None)

    with Anybody() as site:
        page.goto(site.page(PLACE + code))
        if changed:
            expect(page.get_by_role("link", name="Our products")).to_be_visible()
            page.wait_for_load_state("networkidle")
            assert "integrity" in " ".join(failed)
        else:
            expect(page.frame_locator(FRAME).locator("#contact")).to_contain_text("Harbour & Pine IT")
            expect(page.locator(f"{BOX} > a")).to_be_hidden()
    assert (page.locator("iframe").count() == 0) is changed


def test_the_script_of_this_version_is_kept() -> None:
    version = tomllib.loads((released.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert released.file_of(version) in released.ALL


@pytest.mark.parametrize("script", released.ALL, ids=lambda file: file.stem)
def test_every_released_script_works_with_the_frames_of_today(
    stack: Deployment, host: Page, ada: Person, script: Path
) -> None:
    body = released.served_by(script, stack.base_url)
    host.route("**/embed/v1.js", lambda it: it.fulfill(body=body, content_type="text/javascript"))
    opens(host, stack, "one")
    fits(host)
    form = LeadForm(host, host.frame_locator(FRAME))

    form.sends()
    tells(host, "invalid")
    expect(form.summary).to_be_in_viewport(ratio=1)
    before = heights(host)
    form.is_sent_by(ada)
    tells(host, "submitted")
    fits(host)

    assert heights(host) < before
    assert len(told(host, "submitted")) == 1
    expect(host.locator(f"{BOX} > a")).to_be_hidden()
