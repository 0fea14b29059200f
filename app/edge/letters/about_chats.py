"""Letters about chats: to the manager who should answer, and to the visitor who left an address."""

from typing import Any

from app.edge.letters.writing import Content, moment, one_line, rows
from app.models import Chat, ChatMessage, Letter

_SPEAKERS = {"visitor": "Visitor", "system": "Note"}


def content(letter: Letter, chat: Chat, said: list[ChatMessage], service: str) -> Content:
    """What the letter says; `said` is the whole conversation, `service` the title of the chat's service."""
    if letter.kind == "chat_answered":
        answer = next(one for one in said if one.id == letter.details["message_id"])
        return Content(letter.kind, _answer(chat, answer), reply_to=letter.details["reply_to"])
    return Content(letter.kind, _news(letter, chat, said, service), reply_to=chat.email)


def _answer(chat: Chat, answer: ChatMessage) -> dict[str, Any]:
    return {
        "name": one_line(chat.name or ""),
        "actor": one_line(answer.actor),
        "answer": [one_line(line) for line in answer.text.splitlines()],
        "asked_at": moment(chat.created_at),
    }


def _news(letter: Letter, chat: Chat, said: list[ChatMessage], service: str) -> dict[str, Any]:
    partner = chat.partner
    return {
        "name": one_line(chat.name or ""),
        "email": chat.email or "",
        "service": one_line(service),
        "instead_of": one_line(letter.details.get("instead_of", "")),
        "said": [(_speaker(one), [one_line(line) for line in one.text.splitlines()]) for one in said],
        "origin": rows(
            {
                "Service": service,
                "PartnerID": chat.claimed_partner_id,
                "Partner": partner.company if partner else "unknown" if chat.claimed_partner_id else None,
                "SubPartnerID": chat.sub_partner_id,
                "Embedded on": chat.site or "not told by the browser",
                **dict(sorted(chat.utm.items())),
                "Opened": moment(chat.created_at),
                "Chat": chat.id,
            }
        ),
        "source": rows(chat.source),
    }


def _speaker(message: ChatMessage) -> str:
    return _SPEAKERS.get(message.author) or one_line(message.actor)
