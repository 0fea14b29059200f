"""Stylesheets, scripts and captcha media: what pages of ours load besides themselves."""

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, Response, abort, send_file, send_from_directory

from app.edge import captcha, compression, limits
from app.edge.captcha import UnknownChallenge
from app.edge.house import house

bp = Blueprint("serving", __name__)

_FOR_EVER = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"


@bp.get("/css/<name>.css")
def stylesheet(name: str) -> Response:
    """The one stylesheet, with a partner's brand; an outdated name still gets today's."""
    content, current = house().assets.css_of(name)
    return compression.asset(content, "text/css; charset=utf-8", _FOR_EVER if current else "no-cache")


@bp.get("/assets/<name>.js")
def script(name: str) -> Response:
    """A script that set-up installed, under a name that changes with its content."""
    assets = house().assets
    if f"/assets/{name}.js" != assets.htmx_url:
        abort(404)
    return compression.asset(assets.htmx, "text/javascript; charset=utf-8", _FOR_EVER)


@bp.get("/images/<name>")
def picture(name: str) -> Response:
    """A picture that partners link with, from the operator's content."""
    response = send_from_directory(house().settings.content_dir / "images", name)
    response.headers["Cache-Control"] = _A_DAY
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
