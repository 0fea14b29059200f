"""The codes of a partner: galleries to copy from, a builder for each page, and the kit for their own form."""

from flask import Blueprint

from app.portal.scripts import builder, galleries, own_form

bp = Blueprint("scripts", __name__, url_prefix="/scripts")
bp.add_url_rule("", "index", galleries.index)
_KINDS = ",".join(f'"{kind}"' for kind in galleries.KINDS)
bp.add_url_rule(f"/<any({_KINDS}):kind>", "gallery", galleries.show)
bp.add_url_rule("/own-form", "own_form", own_form.show)
bp.add_url_rule("/own-form/requests", "request_activation", own_form.request_activation, methods=["POST"])
bp.add_url_rule("/<slug>", "builder", builder.show)
bp.add_url_rule("/<slug>/qr.svg", "qr_svg", builder.qr_svg)
bp.add_url_rule("/<slug>/qr.png", "qr_png", builder.qr_png)
