"""Signups in the partner's page, on the partner's own form, and the way back."""

import pytest

from e2e.engines.engine import Engine
from e2e.engines.forms import AfterSignup, GuestForm, Rehearsal
from e2e.engines.order import OrderForm
from e2e.letters import code_in
from e2e.pages import Person
from e2e.partner_site.order import COOKIE
from e2e.stack import Deployment


def signs_up(form: GuestForm, stack: Deployment, person: Person) -> None:
    """A mistake, the code in place, and the way on."""
    form.fills(person, last_name="L0velace")
    form.sends()
    form.complains("Last name: leave out numbers and special characters.")
    form.types({"last_name": person.last_name})
    form.fills_passwords(person)
    form.sends()
    after = AfterSignup(form.web, form.frame)
    after.enters(code_in(stack.letter_to(person.email)))
    after.is_confirmed()
    after.finishes()


def is_welcomed(web: Engine, stack: Deployment) -> None:
    """The window as a whole shows the partner's page."""
    web.arrives(f"{stack.partner_url}/smartbox/welcome")
    web.sees("Good to have you with us", "h1")


def test_a_guest_in_a_frame_comes_back_in_the_whole_window(
    web: Engine, stack: Deployment, ada: Person
) -> None:
    web.goes_to(f"{stack.partner_url}/smartbox/try")

    signs_up(GuestForm(web, "iframe"), stack, ada)

    is_welcomed(web, stack)


@pytest.mark.only("scripted")
@pytest.mark.parametrize("version", ["2", "4"])
def test_a_guest_signs_up_in_the_partners_page_itself(
    web: Engine, stack: Deployment, ada: Person, version: str
) -> None:
    web.goes_to(f"{stack.partner_url}/in-place?htmx={version}&form=guest")

    signs_up(GuestForm(web), stack, ada)

    is_welcomed(web, stack)


def test_a_rehearsal_in_a_frame_leads_the_whole_window_back(web: Engine, stack: Deployment) -> None:
    web.goes_to(f"{stack.partner_url}/smartbox/rehearsal")

    Rehearsal(web, "iframe").sends()

    is_welcomed(web, stack)


@pytest.mark.only("scripted")
@pytest.mark.parametrize("version", ["2", "4"])
def test_a_rehearsal_in_the_partners_page_itself_leads_on(
    web: Engine, stack: Deployment, version: str
) -> None:
    web.goes_to(f"{stack.partner_url}/in-place?htmx={version}&form=guest&test=true")

    Rehearsal(web).sends()

    is_welcomed(web, stack)


def test_on_the_partners_own_form_a_prospect_mends_a_mistake_and_comes_back(
    web: Engine, stack: Deployment, ada: Person
) -> None:
    back = f"{stack.partner_url}/smartbox/returnpage.html?errorcode="
    web.goes_to(f"{stack.partner_url}/smartbox/order")
    form = OrderForm(web)
    form.fills(ada, sb_phoneNumber="800.805.0558")
    form.fills_what_is_asked_anew(ada)

    form.sends()
    form.complains("Phone Number must be 10 digits numeric. Example: 8008050558.")
    assert web.url().startswith(back)
    form.fills(ada)
    form.fills_what_is_asked_anew(ada)
    form.sends()
    AfterSignup(web).finishes()

    web.sees("Your SmartBox account is ordered", "h1")
    assert web.url() == back
    assert web.cookies(stack.base_url, stack.partner_url) == {COOKIE}, "the control"
