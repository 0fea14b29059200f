"""A chat as its visitor sees it now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain import addresses, chats
from app.domain.chats import Standing
from app.edge import params, visit
from app.edge.house import house
from app.edge.params import Parameters
from app.edge.visit import Visit
from app.models import Chat, ChatMessage

# The longer nobody has said anything, the more rarely a page asks; at last only a person does.
_PACES = ((timedelta(minutes=2), 3), (timedelta(minutes=10), 8), (timedelta(hours=1), 30))


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a chat stands, and what was said in it."""

    handle: str
    chat: Chat
    standing: Standing
    messages: list[ChatMessage]
    pace: int | None
    """Seconds after which the page asks again; None if it does not."""
    looked_at: datetime
    after: int = 0
    """The message from which on these were asked for."""

    @property
    def address(self) -> str:
        """The path of its page."""
        return f"/chat/{self.handle}"

    @property
    def has_begun(self) -> bool:
        """Whether the visitor has said anything."""
        return chats.has_begun(self.chat)

    @property
    def wants_letter(self) -> bool:
        """Whether the form asks for an address together with the first message."""
        return self.standing == "away" and not self.has_begun

    @property
    def offers_letter(self) -> bool:
        """Whether a form of its own asks for an address, since no answer comes."""
        return self.has_begun and self.standing in ("away", "slow")

    @property
    def masked(self) -> str:
        """Where the answer goes, as its owner knows it."""
        return addresses.masked(self.chat.email or "")

    def first_answer(self, seen: int) -> int | None:
        """The first answer after the message that somebody saw last."""
        return next((one.id for one in self.messages if one.id > seen and one.author != "visitor"), None)

    @property
    def last_id(self) -> int:
        """The last message that there is here."""
        return self.messages[-1].id if self.messages else self.after


def of(session: Session, handle: str, chat: Chat, now: datetime, after: int = 0) -> Talk:
    """The chat now, with what was said after the message with this id."""
    standing = chats.standing(session, chat, now)
    return Talk(handle, chat, standing, chats.messages(session, chat, after), _pace(chat, now), now, after)


def visit_of(chat: Chat) -> Visit:
    """The visit that opened a chat, as far as its page shows it."""
    theme = params.parse(visit.query()).parameters.theme
    parameters = Parameters(
        PartnerID=chat.claimed_partner_id, SubPartnerID=chat.sub_partner_id, theme=theme, **chat.source
    )
    return Visit(parameters, house().directory.find(chat.claimed_partner_id), chat.site, chat.utm)


def _pace(chat: Chat, now: datetime) -> int | None:
    if chat.closed_at or not chats.has_begun(chat):
        return None
    return next((seconds for silence, seconds in _PACES if now - chat.last_at < silence), None)
