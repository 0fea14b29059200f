"""What a mail server can do, and what we call it."""

import time
from email.message import EmailMessage
from typing import Any

import pytest

from app.config import SettingsError
from app.edge import smtp as edge_smtp
from app.edge.smtp import PermanentRefusal, Server, ServerAway, TemporaryRefusal
from tests.ports import free_port
from tests.post_office import PostOffice

ADA = "ada@engines.example"


def letter(to: str = ADA, sender: str = "no-reply@panterranetworks.com") -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = "Hello"
    message.set_content("Hello, world\n.\nżółw\n")
    return message


def deliver(office: PostOffice, *messages: EmailMessage, timeout: float = 5) -> None:
    with edge_smtp.connect(edge_smtp.parse(office.url), timeout) as line:
        for message in messages:
            line.deliver(message)


def test_a_batch_goes_over_one_connection_unchanged(smtp: PostOffice) -> None:
    deliver(smtp, letter(), letter("john@example.com"))

    assert [each["to"] for each in smtp.letters()] == ["john@example.com", ADA]
    assert smtp.letters(ADA)[0]["text"] == "Hello, world\n.\nżółw\n"
    assert smtp.connections == 1


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("550 No such user", PermanentRefusal),
        ("554 5.7.1 Spam", PermanentRefusal),
        ("451 Greylisted", TemporaryRefusal),
        ("452 Mailbox full", TemporaryRefusal),
        ("421 Going down", ServerAway),
    ],
)
def test_an_answer_about_a_letter_has_a_name(smtp: PostOffice, answer: str, failure: type[Exception]) -> None:
    smtp.refuses(ADA, answer)

    with pytest.raises(failure, match=answer.split(maxsplit=1)[0]):
        deliver(smtp, letter())


def unwritable() -> EmailMessage:
    """Text that no encoding has."""
    message = letter()
    message.set_payload("\ud83d", None)
    return message


@pytest.mark.parametrize("bad", [letter("ädä@engines.example"), letter('"a b"@x.example'), unwritable()])
def test_one_bad_letter_does_not_spoil_the_connection(smtp: PostOffice, bad: EmailMessage) -> None:
    smtp.refuses('"a b"@x.example', "553 Nonsense")
    with edge_smtp.connect(edge_smtp.parse(smtp.url)) as line:
        line_has_no_utf8(line)
        with pytest.raises(PermanentRefusal):
            line.deliver(bad)
        line.deliver(letter())

    assert [each["to"] for each in smtp.letters()] == [ADA]


def line_has_no_utf8(line: Any) -> None:
    """As most servers of small offices are."""
    line._connection.ehlo()
    line._connection.esmtp_features.pop("smtputf8", None)


def test_a_sender_that_is_refused_for_good_bounces_no_letter(smtp: PostOffice) -> None:
    smtp.refuses_sender = "550 Not from you"

    with pytest.raises(ServerAway, match="550 Not from you"):
        deliver(smtp, letter())


def test_a_server_that_nobody_answers_at_is_away() -> None:
    with pytest.raises(ServerAway), edge_smtp.connect(Server("smtp", "127.0.0.1", free_port(), None, "")):
        pass


def test_a_server_that_hangs_up_is_away(smtp: PostOffice) -> None:
    smtp.drops()

    with pytest.raises(ServerAway):
        deliver(smtp, letter())


def test_a_server_that_hangs_is_away_after_the_timeout(smtp: PostOffice) -> None:
    smtp.hangs()
    began = time.monotonic()

    with pytest.raises(ServerAway):
        deliver(smtp, letter(), timeout=0.3)

    assert time.monotonic() - began < 3


@pytest.mark.parametrize("url", ["smtp://user:wrong@127.0.0.1:{port}", "smtp+starttls://127.0.0.1:{port}"])
def test_a_server_that_does_not_do_what_we_are_set_to_is_away(smtp: PostOffice, url: str) -> None:
    server = edge_smtp.parse(url.format(port=smtp.port))

    with pytest.raises(ServerAway), edge_smtp.connect(server):
        pass


def test_a_server_whose_name_can_not_be_written_is_away() -> None:
    with pytest.raises(ServerAway), edge_smtp.connect(Server("smtp", "mail..example", 25, None, "")):
        pass


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("smtp", "mail.example", 25, None, "")),
        ("smtp://[::1]:2525", Server("smtp", "::1", 2525, None, "")),
        ("smtps://mail.example", Server("smtps", "mail.example", 465, None, "")),
        (
            "smtp+starttls://a%40b:c%2Fd@mail.example",
            Server("smtp+starttls", "mail.example", 587, "a@b", "c/d"),
        ),
    ],
)
def test_smtp_url_says_where_and_how(url: str, server: Server) -> None:
    assert edge_smtp.parse(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://[",
        "smtp://u:secret@x:y",
        "smtp://u:secret@x..example",
        f"smtp://u:secret@{'x' * 64}.example",
        "smtp://u:s%C3%A9cret-secret@mail.example",
        "smtp://u:sécret-secret@mail.example",
        "smtp://ü:secret@mail.example",
        "smtp://u:secret%0A@mail.example",
        "smtp://u:secret%FF@mail.example",
    ],
)
def test_a_wrong_smtp_url_is_explained_without_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match="SMTP_URL") as caught:
        edge_smtp.parse(url)

    assert "secret" not in str(caught.value)
