"""A page written in an editor like WordPress: one pastes an address, and the editor asks it what to show.

What the editor does with the answer is WordPress's manner with providers that it does not know: frames lose
all rights but scripts, and get a secret by which it knows their messages; anything else becomes a link.
"""

import html
import json
import re
import secrets
import urllib.request
from urllib.parse import urlencode

from flask import Blueprint, current_app, render_template
from markupsafe import Markup

bp = Blueprint("wordpress", __name__)

_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_KEPT = ("src", "width", "height", "title")


@bp.get("/wordpress")
def show() -> str:
    """The page, with what became of each address."""
    return render_template("wordpress.html", shown=_shown)


def _shown(url: str) -> Markup:
    question = urlencode({"url": url, "format": "json"})
    address = f"{current_app.config['SERVICE']}/oembed?{question}"
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  (the service's)
        told = json.load(answer)
    frame = re.search(r"<iframe (.*?)></iframe>", told.get("html", ""), re.DOTALL)
    if told["type"] != "rich" or frame is None:
        return Markup('<p><a href="{}">{}</a></p>').format(url, told["title"])
    kept = {name: html.unescape(text) for name, text in _ATTRIBUTE.findall(frame[1]) if name in _KEPT}
    secret = secrets.token_hex(5)
    kept["src"] += f"#?secret={secret}"
    named = Markup("").join(Markup(' {}="{}"').format(*pair) for pair in kept.items())
    return Markup(
        '<iframe sandbox="allow-scripts" security="restricted" data-secret="{}"{}></iframe>'
    ).format(secret, named)
