"""The vendor's own example URLs, and what stands in them."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext

from e2e.stack import Deployment

VENDOR = "https://www.panterranetworks.com"

# The vendor's own examples, letter by letter.
JOHN = (
    f"{VENDOR}/custom_landing_pages/landing_page_pbx.php"
    "?source_cm_name=John%20Smith&source_number=408.123.4567&source_email=john@panterranetworks.com"
)
TIM = (
    f"{VENDOR}/custom_landing_pages/landing_page_pbx.php"
    "?source_partner_name=Tim%20Mathews&source_number=650.365.2879&source_email=tim@tmclabs.com"
    "&source_cm_name=dave%20ryan&source_company=TMC%20Labs&PartnerID=1234567"
    "&source_website=http://www.tmclabs.com"
    "&source_logo=http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
)
SUSAN = (
    f"{VENDOR}/custom_landing_pages/landing_page_sb.php"
    "?source_partner_name=Susan%20Brackman&source_number=408.567.3546&source_email=susan@tmclabs.com"
    "&source_cm_name=dave%20ryan&source_company=TMC%20Labs&PartnerID=1234567"
    "&source_website=http://www.tmclabs.com"
    "&source_logo=http://images.tmcnet.com/tmc/tmcnw/tmcnlab-logo.gif.png"
)
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><rect width="200" height="50"/></svg>'


def here(stack: Deployment, url: str) -> str:
    """The same on the deployment that is tested."""
    return url.replace(VENDOR, stack.base_url)


def given(url: str) -> dict[str, str]:
    """The parameters that a URL gives."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def shows_logos(context: BrowserContext) -> None:
    """Answer for the server of TMC Labs' logo, which is not on this machine."""
    context.route(
        "http://images.tmcnet.com/**", lambda it: it.fulfill(body=LOGO, content_type="image/svg+xml")
    )
