"""The kit for a partner's own form: a sample form, parsers of the errorcode, and a checklist."""

from app.domain.own_form_kit.checklist import Point, Seen, checklist
from app.domain.own_form_kit.looking import look
from app.domain.own_form_kit.parsers import LANGUAGES, parser
from app.domain.own_form_kit.sample import sample_form

__all__ = ["LANGUAGES", "Point", "Seen", "checklist", "look", "parser", "sample_form"]
