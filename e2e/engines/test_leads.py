"""Every way to the lead form, and through it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from e2e.anybody import Anybody
from e2e.engines.engine import Engine
from e2e.engines.forms import LeadForm
from e2e.engines.oembed import described
from e2e.pages import Person
from e2e.stack import Deployment


@dataclass(frozen=True)
class Way:
    """How a partner's page shows the form."""

    page: str
    frame: str = ""
    link: str = ""
    """What leads to the form where it does not come by itself."""


LINK = Way("/smartbox", link=".deeds a")
IFRAME = Way("/business-phones", frame="iframe")
PLACED = {
    "script": Way("/widgets/one", "[data-partner-tools] iframe", "[data-partner-tools] a"),
    "htmx-2": Way("/in-place?htmx=2&form=lead-cc", link=".fetched a"),
    "htmx-4": Way("/in-place?htmx=4&form=lead-cc", link=".fetched a"),
}


def opens(web: Engine, stack: Deployment, way: Way) -> LeadForm:
    """Open the partner's page, and the form that comes by itself."""
    web.goes_to(stack.partner_url + way.page)
    return LeadForm(web, way.frame)


def follows(web: Engine, stack: Deployment, way: Way) -> LeadForm:
    """Open the partner's page, and the form behind its link."""
    web.goes_to(stack.partner_url + way.page)
    web.clicks(way.link)
    web.arrives(stack.base_url)
    return LeadForm(web)


def asks_for_a_quote(form: LeadForm, person: Person) -> None:
    """A mistake, and the thank-you."""
    form.fills(person, email="ada at home")
    form.sends()
    form.complains("Enter an e-mail address like name@example.com.")
    form.is_mended(email=person.email)
    form.sends()
    form.is_thanked(person, by="Maren Holt")


def test_a_link_leads_to_a_page_of_ours(web: Engine, stack: Deployment, ada: Person) -> None:
    form = follows(web, stack, LINK)

    asks_for_a_quote(form, ada)

    assert web.url().startswith(stack.base_url)


def test_in_a_frame_nobody_leaves_the_partners_page(web: Engine, stack: Deployment, ada: Person) -> None:
    form = opens(web, stack, IFRAME)

    asks_for_a_quote(form, ada)

    assert web.url() == stack.partner_url + IFRAME.page


@pytest.mark.only("scripted")
@pytest.mark.parametrize("way", PLACED.values(), ids=PLACED)
def test_a_script_brings_the_form_into_the_partners_page(
    web: Engine, stack: Deployment, ada: Person, way: Way
) -> None:
    form = opens(web, stack, way)

    asks_for_a_quote(form, ada)

    assert web.url() == stack.partner_url + way.page


@pytest.mark.only("scriptless")
@pytest.mark.parametrize("way", PLACED.values(), ids=PLACED)
def test_without_scripts_the_link_stays_and_leads_there(web: Engine, stack: Deployment, way: Way) -> None:
    follows(web, stack, way)

    assert urlsplit(web.url()).path.startswith("/lead/")


def test_an_editor_makes_a_link_of_the_address_of_a_form(
    web: Engine, stack: Deployment, anybody: Anybody
) -> None:
    form = f"{stack.base_url}/lead/pbx?PartnerID=4958765"
    told = described(stack, form)

    web.goes_to(anybody.page(f'<a href="{form}">{told["title"]}</a>'))
    web.clicks("a")

    assert told["type"] == "link"
    LeadForm(web)
