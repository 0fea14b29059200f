"""How visitors chat, and how somebody answers them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.db import db
from app.domain import chat_queues, chats
from app.models import ChannelManager, Chat, ChatMessage
from tests.browser import Browser, Page
from tests.page import words_of_control
from tests.widgets.urls import BY_TIM

SALES = "sales@panterranetworks.com"
HELLO = "Can we keep our numbers?"


def presses(browser: Browser, page: Page) -> Page:
    """Press the button beside the landing page; the answer as it comes."""
    return fills(browser, page, ".way form")


def opens(browser: Browser, url: str = BY_TIM) -> Page:
    """The chat that the landing page leads to."""
    answer = presses(browser, browser.get(url))
    return browser.follows(answer) if answer.status == 303 else answer


def fills(browser: Browser, page: Page, selector: str = "form.say", after: float = 5, **typed: str) -> Page:
    """Send one of the forms on a page; the answer as it comes."""
    form = page.find(selector)
    controls = {str(one["name"]): words_of_control(one) for one in form.select("input, textarea")}
    assert not typed.keys() - controls.keys()
    if after:
        browser.waits(after)
    action = str(form["hx-post"] if browser.htmx else form["action"])
    return browser.post(action, controls | typed, referer=page.url)


def says(browser: Browser, page: Page, text: str = HELLO, **more: Any) -> Page:
    """Say something, and see the chat then."""
    answer = fills(browser, page, message=text, **more)
    return browser.follows(answer) if answer.status == 303 else answer


def said(page: Page) -> list[str]:
    """What stands in the chat."""
    return [" ".join(one.get_text().split()) for one in page.soup.select(".log .words")]


def handle_of(page: Page) -> str:
    """The handle in the page's address."""
    return urlsplit(page.url).path.rpartition("/")[2]


@contextmanager
def the_chat() -> Iterator[tuple[Session, Chat]]:
    """The only chat, to do something to it."""
    with db.writing() as session:
        yield session, session.scalars(select(Chat)).one()
        session.commit()


def somebody_is_there(name: str = "Dave Ryan") -> None:
    with db.writing() as session:
        manager = session.scalars(select(ChannelManager).where(ChannelManager.name == name)).one()
        chat_queues.attend(session, manager.id, clock.now())
        session.commit()


def answers(text: str) -> None:
    with the_chat() as (session, chat):
        chats.answer(session, chat, "Dave Ryan", text, SALES, clock.now())


def stored() -> list[tuple[str, str]]:
    """Author and text of every message."""
    with db.reading() as session:
        rows = session.execute(select(ChatMessage.author, ChatMessage.text).order_by(ChatMessage.id))
        return [(author, text) for author, text in rows]
