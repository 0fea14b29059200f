"""The web site of a partner, Harbour & Pine IT, for the demo and the journeys.

It stands on another site than the service (localhost beside 127.0.0.1), since
that is where embeds break, and it owns no code of ours: what works here works
from a pasted snippet. A page is one file below ``templates/pages``; where it
lies is its path, and its first lines hold its heading and description.
"""

import re
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask, render_template, send_from_directory, url_for

from e2e.partner_site import builder, order, policies, wordpress

PAGES = Path(__file__).parent / "templates" / "pages"

HTMX = {
    "4": PAGES.parents[3] / "node_modules" / "htmx.org" / "dist",
    "2": PAGES.parents[3] / "node_modules" / "htmx2" / "dist",
}

# What every snippet on this site says about the partner.
PARTNER = {
    "PartnerID": "4958765",
    "SubPartnerID": "106",
    "source_partner_name": "Maren Holt",
    "source_cm_name": "John Smith",
    "source_number": "902.555.0142",
    "source_email": "maren@partnerwebsite.com",
    "source_company": "Harbour & Pine IT",
    "source_website": "http://partnerwebsite.com",
    # The site is light only; without this a visitor's dark form stands on a white card.
    "theme": "light",
}


def create_site(service: str) -> Flask:
    """Build the site; ``service`` is the base URL of the embed service."""
    site = Flask(__name__)
    site.config["SERVICE"] = service.rstrip("/")
    site.jinja_env.globals.update(
        service=site.config["SERVICE"],
        vendor_url=partial(vendor_url, service),
        widget_attributes=widget_attributes,
        partner=PARTNER,
        nest=builder.nest,
    )
    for page in sorted(PAGES.rglob("*.html")):
        name = page.relative_to(PAGES).with_suffix("").as_posix()
        path = "/" if name == "index" else f"/{name}"
        site.add_url_rule(path, name, partial(render_template, f"pages/{name}.html"))
    for version, package in HTMX.items():
        serve = partial(send_from_directory, package, "htmx.min.js")
        site.add_url_rule(f"/htmx-{version}.js", f"htmx-{version}", serve)
    site.register_blueprint(order.bp)
    site.register_blueprint(wordpress.bp)
    site.register_error_handler(404, lambda _: (render_template("not_found.html"), 404))
    site.after_request(policies.add_headers)
    return site


def vendor_url(service: str, path: str, **changes: str) -> str:
    """Address a page of the service with the partner's parameters, some of them changed."""
    logo = url_for("static", filename="logo.svg", _external=True)
    query = {**PARTNER, "source_logo": logo, **changes}
    # %20 and a readable http:// as in the vendor's examples, not urlencode's + and %3A%2F%2F.
    return f"{service.rstrip('/')}{path}?{urlencode(query, safe=':/', quote_via=quote)}"


def widget_attributes(**changes: str) -> dict[str, str]:
    """The partner's parameters as the loader's snippet writes them, some of them changed."""
    logo = url_for("static", filename="logo.svg", _external=True)
    return {_attribute(name): value for name, value in ({**PARTNER, "source_logo": logo} | changes).items()}


def _attribute(parameter: str) -> str:
    return "data-" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", parameter).replace("_", "-").lower()
