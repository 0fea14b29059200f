"""One message to one endpoint: only where it may go, only as long as it may take."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import trustme

from app.edge import webhook_line
from app.edge.webhook_line import Rules
from tests.hooks import Hooks, listening
from tests.ports import free_port

NAME = "hooks.example"
HEADERS = {"webhook-id": "msg_1"}


@dataclass
class Names:
    """A name server that says what it is told, one answer after the other."""

    answers: list[list[str]]
    asked: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append((host, port))
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    """A server without encryption."""
    with listening() as server:
        yield server


AUTHORITY = trustme.CA()


@pytest.fixture
def secure() -> Iterator[Hooks]:
    """A server with a certificate for its name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(NAME).configure_cert(context)
    with listening(context) as server:
        yield server


def rules(*answers: list[str], rehearsal: bool = True, seconds: float = 5, trusted: bool = True) -> Rules:
    """A test's rules: names as they are told, and the authority of the test."""
    context = ssl.create_default_context()
    if trusted:
        AUTHORITY.configure_trust(context)
    return Rules(rehearsal, Names(list(answers) or [["127.0.0.1"]]), context, seconds)


def test_a_message_arrives_as_it_was_sent(hooks: Hooks) -> None:
    hooks.status, hooks.answer = 200, b"thanks"

    result = webhook_line.post(hooks.url, HEADERS, b'{"a":"b"}', rules())

    (heard,) = hooks.heard
    assert (result.status, result.is_success, result.error, result.answer) == (200, True, "", "thanks")
    assert (heard.path, heard.body) == ("/hooks?a=b", '{"a":"b"}')
    assert heard.headers["webhook-id"] == "msg_1"
    assert heard.headers["host"] == f"127.0.0.1:{hooks.port}"


def test_the_address_that_was_checked_is_the_one_that_is_asked(secure: Hooks) -> None:
    names = rules(["127.0.0.1"], ["10.0.0.1"])

    result = webhook_line.post(f"https://{NAME}:{secure.port}/", HEADERS, b"{}", names)

    assert (result.status, result.error) == (204, "")
    assert names.resolve.asked == [(NAME, secure.port)]  # type: ignore[attr-defined]
    assert secure.names == [NAME]
    assert secure.heard[0].headers["host"] == f"{NAME}:{secure.port}"


@pytest.mark.parametrize(
    ("host", "trusted"), [("other.example", True), ("127.0.0.1", True), (NAME, False)], ids=str
)
def test_a_certificate_has_to_be_the_names_and_trusted(secure: Hooks, host: str, trusted: bool) -> None:
    result = webhook_line.post(
        f"https://{host}:{secure.port}/", HEADERS, b"{}", rules(["127.0.0.1"], trusted=trusted)
    )

    assert result.status is None
    assert result.error.startswith("Its certificate or encryption was refused")
    assert secure.heard == []


@pytest.mark.parametrize(
    ("url", "answer", "rehearsal", "words"),
    [
        (f"https://{NAME}/", ["127.0.0.1"], False, "leads to 127.0.0.1, where nothing is sent"),
        (f"https://{NAME}/", ["93.184.216.34", "169.254.169.254"], False, "leads to 169.254.169.254"),
        (f"https://{NAME}/", ["::ffff:10.0.0.1"], False, "leads to ::ffff:10.0.0.1"),
        (f"https://{NAME}/", ["10.0.0.1"], True, "leads to 10.0.0.1"),
        (f"http://{NAME}/", ["93.184.216.34"], True, "leads to 93.184.216.34, where nothing is sent"),
        (f"http://{NAME}/", ["93.184.216.34"], False, "does not begin with https://"),
        (f"https://{NAME}/", [], False, "has no address"),
        ("https://2130706433/", ["127.0.0.1"], False, "malformed"),
        ("https://user@hooks.example/", ["93.184.216.34"], False, "malformed"),
        ("ftp://hooks.example/", ["93.184.216.34"], False, "malformed"),
    ],
)
def test_nothing_is_sent_to_where_it_must_not_go(
    url: str, answer: list[str], rehearsal: bool, words: str
) -> None:
    result = webhook_line.post(url, HEADERS, b"{}", rules(answer, rehearsal=rehearsal))

    assert (result.status, words in result.error) == (None, True), result.error


def test_a_redirect_is_not_followed(hooks: Hooks) -> None:
    hooks.status, hooks.headers = 307, {"Location": hooks.url}

    result = webhook_line.post(hooks.url, HEADERS, b"{}", rules())

    assert (result.status, result.is_success, result.error) == (307, False, "It answered 307.")
    assert len(hooks.heard) == 1


def test_a_proxy_of_the_environment_is_not_asked(hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")

    assert webhook_line.post(hooks.url, HEADERS, b"{}", rules()).is_success


@pytest.mark.parametrize(("pause", "trickle"), [(30, 0), (0, 0.05)], ids=["hangs", "trickles"])
def test_an_endpoint_that_takes_too_long_is_left(hooks: Hooks, pause: float, trickle: float) -> None:
    hooks.status, hooks.answer, hooks.pause, hooks.trickle = 200, b"x" * 900, pause, trickle
    began = time.monotonic()

    result = webhook_line.post(hooks.url, HEADERS, b"{}", rules(seconds=0.5))

    assert time.monotonic() - began < 3
    assert (result.status, result.error) == (None, "No answer within 0.5 seconds.")
    hooks.pause = hooks.trickle = 0


def test_an_endpoint_that_hangs_before_it_encrypts_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        result = webhook_line.post(f"https://{NAME}:{port}/", HEADERS, b"{}", rules(seconds=0.5))

    assert result.error == "No answer within 0.5 seconds."


def test_a_name_server_that_hangs_is_left() -> None:
    def hangs(host: str, port: int) -> list[str]:
        time.sleep(1)
        return ["127.0.0.1"]

    began = time.monotonic()
    result = webhook_line.post(f"https://{NAME}/", HEADERS, b"{}", Rules(resolve=hangs, seconds=0.2))

    assert time.monotonic() - began < 0.8
    assert result.error == f"The name {NAME} could not be resolved."


def test_a_name_that_nobody_knows_and_a_port_that_nobody_listens_on_are_told() -> None:
    unknown = webhook_line.post("https://nobody.invalid/", HEADERS, b"{}", Rules())
    closed = webhook_line.post(f"http://127.0.0.1:{free_port()}/", HEADERS, b"{}", rules())

    assert unknown.error == "The name nobody.invalid could not be resolved."
    assert closed.error == "The connection failed: ConnectionRefusedError."


def test_no_more_than_a_kilobyte_of_an_answer_is_kept(hooks: Hooks) -> None:
    hooks.status, hooks.answer = 500, b"\xff" + b"x" * 1_000_000

    result = webhook_line.post(hooks.url, HEADERS, b"{}", rules())

    assert result.answer == "\N{REPLACEMENT CHARACTER}" + "x" * 1023


@pytest.mark.parametrize(
    ("said", "heard"),
    [("120", timedelta(minutes=2)), ("soon", None), ("-1", None), ("9999999", None), ("", None)],
)
def test_an_endpoint_may_say_when_to_come_back(hooks: Hooks, said: str, heard: timedelta | None) -> None:
    hooks.status, hooks.headers = 503, {"Retry-After": said}

    assert webhook_line.post(hooks.url, HEADERS, b"{}", rules()).retry_after == heard
