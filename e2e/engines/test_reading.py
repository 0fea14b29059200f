"""The vendor's product pages in other sites' frames."""

from e2e.anybody import Anybody
from e2e.engines.engine import Engine
from e2e.engines.oembed import described
from e2e.stack import Deployment

OVERVIEW = "Cloud services for your company"
NOTE = "Talk to Harbour & Pine IT"
SMARTBOX = "nav a[href*=smartbox_overview]"


def test_the_products_are_read_in_the_partners_page(web: Engine, stack: Deployment) -> None:
    web.goes_to(f"{stack.partner_url}/products")
    web.sees(OVERVIEW, "h1", "iframe")

    web.clicks(SMARTBOX, "iframe")

    web.sees("SmartBox, your files in step on every device", "h1", "iframe")
    web.sees(NOTE, "#contact", "iframe")
    assert web.url() == f"{stack.partner_url}/products"


def test_an_editor_makes_a_frame_of_the_address_of_a_page(
    web: Engine, stack: Deployment, anybody: Anybody
) -> None:
    told = described(stack, f"{stack.base_url}/?PartnerID=4958765")
    assert told["type"] == "rich"

    # What WordPress does to the frames of those that it does not know.
    web.goes_to(anybody.page(told["html"].replace("<iframe", '<iframe sandbox="allow-scripts"')))

    web.sees(OVERVIEW, "h1", "iframe")
    web.sees(NOTE, "#contact", "iframe")
    assert web.style("display", ".content", "iframe") == "grid"
