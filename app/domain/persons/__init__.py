"""Persons: what is held about whoever has an e-mail address, told and forgotten on request."""

from app.domain.persons.finding import Found, find
from app.domain.persons.forgetting import StillNeeded, forget
from app.domain.persons.telling import tell

__all__ = ["Found", "StillNeeded", "find", "forget", "tell"]
