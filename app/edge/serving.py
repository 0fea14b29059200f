"""Stylesheets, scripts and captcha media: what pages of ours load besides themselves."""

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, Response, abort, request, send_file, send_from_directory

from app.db import db
from app.domain import logos
from app.edge import captcha, compression, limits, loader
from app.edge.captcha import UnknownChallenge
from app.edge.house import house

bp = Blueprint("serving", __name__)

_SCRIPT = "text/javascript; charset=utf-8"
_FOR_EVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"


@bp.get("/css/<name>.css")
def stylesheet(name: str) -> Response:
    """The one stylesheet, with a partner's brand; an outdated name still gets today's."""
    content, current = house().assets.css_of(name)
    return compression.asset(content, "text/css; charset=utf-8", _FOR_EVER if current else "no-cache")


@bp.get("/assets/<name>.js")
def script(name: str) -> Response:
    """A script that our own pages load, under a name that changes with its content."""
    content = house().assets.script(f"/assets/{name}.js")
    if content is None:
        abort(404)
    return compression.asset(content, _SCRIPT, _FOR_EVER)


@bp.get(loader.NEWEST)
def newest_loader() -> Response:
    """The loader as most partners include it: asked for again after minutes, 304 while it is the same."""
    now = house().loader()
    response = _open(compression.asset(now.content, _SCRIPT, "public, max-age=300"))
    # Weak: compressed or not, it is the same script.
    response.set_etag(now.name, weak=True)
    response.make_conditional(request)
    return response


@bp.get("/embed/v1-<name>.js")
def this_loader(name: str) -> Response:
    """The loader for whoever pins it by its hash: the very same for good, whatever was released since."""
    now = house().loader()
    if name == now.name:
        return _open(compression.asset(now.content, _SCRIPT, _FOR_EVER))
    kept = house().archive.find(name)
    if kept is None:
        # Nobody was ever given this name; a link stands where the script does not run.
        return _open(compression.asset(now.content, _SCRIPT, "no-cache"))
    return _open(compression.asset(kept, _SCRIPT, _FOR_EVER))


def _open(response: Response) -> Response:
    # A browser compares a script with its hash only if it may read it.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@bp.get("/images/<name>")
def picture(name: str) -> Response:
    """A picture that partners link with, from the operator's content."""
    response = send_from_directory(house().settings.content_dir / "images", name)
    response.headers["Cache-Control"] = _A_DAY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get(f"{logos.PATH}/<name>.png")
def logo(name: str) -> Response:
    """A partner's uploaded logo; the name of one that was replaced gets today's."""
    with db.reading() as session:
        found = logos.find(session, name)
    if found is None:
        abort(404)
    content, current = found
    response = Response(content, content_type="image/png")
    response.headers["Cache-Control"] = _FOR_EVER if current else "public, no-cache"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@bp.get("/captcha/<challenge>.webp")
def captcha_picture(challenge: str) -> Response:
    """The picture of a challenge; the same bytes however often it is asked for."""
    limits.captcha_image()
    return _media(lambda: captcha.picture(challenge), "image/webp")


@bp.get("/captcha/<challenge>.wav")
def captcha_speech(challenge: str) -> Response:
    """The spoken twin of a challenge; Safari asks for it in ranges."""
    limits.captcha_audio(challenge)
    return _media(lambda: captcha.speech(challenge), "audio/wav")


def _media(render: Callable[[], bytes], kind: str) -> Response:
    try:
        content = render()
    except UnknownChallenge:
        abort(404)
    response = send_file(BytesIO(content), mimetype=kind, conditional=True, etag=False)
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
