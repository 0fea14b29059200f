"""Letters in words, made at the moment of sending from what the database says then."""

from app.edge.letters import (
    about_chats,
    about_invoices,
    about_leads,
    about_people,
    about_quotes,
    about_statements,
    about_webhooks,
)
from app.edge.letters.writing import BadRecipient, Content, Unwritable, compose

__all__ = [
    "BadRecipient",
    "Content",
    "Unwritable",
    "about_chats",
    "about_invoices",
    "about_leads",
    "about_people",
    "about_quotes",
    "about_statements",
    "about_webhooks",
    "compose",
]
