"""A chat as its two sides see it: the visitor's panel, and whoever answers."""

import time

from playwright.sync_api import FrameLocator, Locator, Page, expect
from sqlalchemy import select

from app import clock
from app.db import Database
from app.domain import chat_queues, chats
from app.models import ChannelManager, Chat
from e2e.pages import SLOWER_THAN_A_ROBOT
from e2e.stack import Stack

SALES = "sales@panterranetworks.com"


class Panel:
    """The chat, beside a landing page or on a page of its own."""

    def __init__(self, page: Page, scope: Page | FrameLocator) -> None:
        self.page = page
        self.card = scope.get_by_role("region", name="Chat")
        expect(self.message).to_be_visible()
        self._shown_at = time.monotonic()

    @classmethod
    def beside(cls, page: Page, scope: Page | FrameLocator | None = None) -> "Panel":
        """Press the button on a landing page whose scripts run."""
        way_in(scope or page).click()
        return cls(page, scope or page)

    @classmethod
    def in_a_new_tab(cls, page: Page) -> "Panel":
        """Press it where no scripts run."""
        with page.context.expect_page() as opened:
            way_in(page).click()
        return cls(opened.value, opened.value)

    @property
    def message(self) -> Locator:
        """Where one types."""
        return self.field("Your message")

    @property
    def log(self) -> Locator:
        """What was said."""
        return self.card.get_by_role("log", name="What was said")

    @property
    def expectation(self) -> Locator:
        """What the visitor is told to expect."""
        return self.card.get_by_role("status")

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.card.get_by_label(label)

    def says(self, text: str, button: str = "Send") -> None:
        """Type and send, no sooner than a person can."""
        self.message.fill(text)
        self.takes_time()
        self.card.get_by_role("button", name=button, exact=True).click()
        expect(self.log).to_contain_text(text)

    def takes_time(self) -> None:
        """Let as much time pass as a person needs."""
        rest = self._shown_at + SLOWER_THAN_A_ROBOT - time.monotonic()
        self.page.wait_for_timeout(max(0.0, rest) * 1000)

    def is_answered(self, text: str, by: str = "John Smith") -> None:
        """The answer stands there, with the name of whoever gave it."""
        answer = self.log.get_by_role("listitem").filter(has_text=text)
        expect(answer).to_be_visible()
        expect(answer).to_contain_text(by)


class Desk:
    """John Smith at work; what the console looks like to him is another journey."""

    def __init__(self, stack: Stack) -> None:
        self._database = Database()
        self._database.open(stack.database_url)

    def sits_down(self) -> None:
        """Look at the chats of everybody."""
        with self._database.writing() as session:
            for manager_id in (None, *session.scalars(select(ChannelManager.id))):
                chat_queues.attend(session, manager_id, clock.now())
            session.commit()

    def answers(self, text: str) -> None:
        """Answer the chat that waits."""
        with self._database.writing() as session:
            waiting = session.scalars(select(Chat).where(Chat.waiting_since.is_not(None))).one()
            chats.answer(session, waiting, "John Smith", text, SALES, clock.now())
            session.commit()

    def closes(self) -> None:
        """Close the only chat."""
        with self._database.writing() as session:
            chats.close(session, session.scalars(select(Chat)).one(), "John Smith", clock.now())
            session.commit()


def way_in(scope: Page | FrameLocator) -> Locator:
    """The button beside a landing page."""
    return scope.get_by_role("button", name="Chat with us")
