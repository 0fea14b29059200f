"""What was promised on a thank-you outlives the process that promised it."""

import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from e2e.pages import LeadForm, Person
from e2e.stack import ROOT, Stack


@pytest.mark.grown
@pytest.mark.parametrize("fault", [Stack.kill_web, Stack.pull_the_plug])
def test_a_lead_whose_thank_you_was_seen_is_there_after_a_kill(
    own_stack: Stack, page: Page, ada: Person, fault: Callable[[Stack], None]
) -> None:
    # Without scripts, so that the thank-you has an address to come back to.
    page.route("**/assets/*.js", lambda it: it.abort())
    form = LeadForm.framed(page, f"{own_stack.partner_url}/business-phones")
    form.fills(ada)
    form.sends()
    form.is_thanked(ada, by="Maren Holt")
    [thanks] = [frame.url for frame in page.frames if "/thanks/" in frame.url]

    fault(own_stack)
    own_stack.start()
    # A letter that was in hand belongs to the dead worker until its lease is over.
    own_stack.advance(hours=1)

    page.goto(thanks)
    LeadForm(page, page).is_thanked(ada, by="Maren Holt")
    letters = own_stack.letters_about(ada.email)
    assert {letter["to"] for letter in letters} == {"john@panterranetworks.com"}
    # Twice only if the kill fell between the mail server's answer and the commit.
    assert len({letter["subject"] for letter in letters}) == 1


def test_two_demos_side_by_side_do_not_know_each_other(own_stack: Stack, page: Page, ada: Person) -> None:
    # This one chooses nothing but its ports.
    neighbour = Stack(None)
    try:
        with neighbour:
            form = LeadForm.framed(page, f"{neighbour.partner_url}/business-phones")
            form.fills(ada)
            form.sends()
            form.is_thanked(ada, by="Maren Holt")

            assert len(neighbour.letters_about(ada.email)) == 1
            assert own_stack.letters() == []
        assert neighbour.stop() == 0, neighbour.log
    finally:
        shutil.rmtree(ROOT / "var" / f"demo-{neighbour.port}", ignore_errors=True)
