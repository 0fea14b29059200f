"""The demo's mailbox keeps what it is sent, and can be read at any time."""

import smtplib
import threading
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.demo import mailbox


def message(number: int, to: str = "john@panterranetworks.com") -> EmailMessage:
    mail = EmailMessage()
    mail["To"] = to
    mail["Subject"] = f"Lead {number}"
    mail.set_content(f"Żółw {number}\n")
    mail.add_alternative(f"<p>Żółw {number}</p>\n", subtype="html")
    return mail


def test_letters_come_back_newest_first_with_both_parts(tmp_path: Path) -> None:
    box = mailbox.Mailbox(tmp_path / "mail")
    box.start()
    with smtplib.SMTP("127.0.0.1", box.port) as line:
        for number in range(3):
            line.send_message(message(number), "a@example.com", "john@panterranetworks.com")
    box.stop()

    found = mailbox.letters(tmp_path / "mail")

    assert [letter["subject"] for letter in found] == ["Lead 2", "Lead 1", "Lead 0"]
    assert found[0] == {
        "to": "john@panterranetworks.com",
        "subject": "Lead 2",
        "text": "Żółw 2\n",
        "html": "<p>Żółw 2</p>\n",
    }


def test_letters_to_one_address_are_found_in_whatever_case(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "new").mkdir()
    mailbox.keep(tmp_path, message(1).as_bytes())
    mailbox.keep(tmp_path, message(2, "Dave Ryan <Dave@PanterraNetworks.com>").as_bytes())

    found = mailbox.letters(tmp_path, to=" dave@panterranetworks.com ")

    assert [letter["subject"] for letter in found] == ["Lead 2"]


@pytest.mark.parametrize(
    "content", [b"", b"Subject: none\n\nhello", b"\xff\xfe\0", b"To: <<>>,\n\n", b"To: \n\nx"]
)
def test_a_broken_letter_does_not_hide_the_others(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "new").mkdir()
    mailbox.keep(tmp_path, message(1).as_bytes())
    mailbox.keep(tmp_path, content)

    assert [letter["subject"] for letter in mailbox.letters(tmp_path)][-1] == "Lead 1"


def test_a_mailbox_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert mailbox.letters(tmp_path / "mail") == []


def test_readers_never_see_half_a_letter(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "new").mkdir()
    done, seen = threading.Event(), list[str]()

    def read() -> None:
        while not done.is_set():
            seen.extend(letter["text"][:4] for letter in mailbox.letters(tmp_path))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(60):
        mailbox.keep(tmp_path, message(number).as_bytes())
    done.set()
    for reader in readers:
        reader.join()

    assert set(seen) <= {"Żółw"}
    assert len(mailbox.letters(tmp_path)) == 60
