"""People who send leads all the time, and do what people do when that fails: press the button again."""

import http.client
import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from tests import house_rules
from tests.scene import wait_until
from tests.widgets.urls import ADA

FORM = "/lead/pbx?PartnerID=1234567&source_cm_name=Dave+Ryan"
OURS = "127.0.0.1:8000"
PATIENCE = 180
"""Seconds, after which a person has given up."""
PAUSE = 0.2
"""Seconds between two leads of one person."""


@dataclass
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    text: str = ""
    retry_after: str | None = None

    @property
    def values(self) -> dict[str, str]:
        """What the form on it would send, by name."""
        controls = house_rules.parse(self.text).select("main [name]")
        return {str(one["name"]): (str(one.get("value") or one.get_text())).strip() for one in controls}


@dataclass
class Crowd:
    """Several people at several web processes, each with one lead after the other."""

    ports: Sequence[int]
    people: int = 3
    forms_run_out: bool = False
    """Whether a form may come back because the clock was set; they press the button again."""
    thanked: list[str] = field(default_factory=list)
    """The address in each lead that was acknowledged."""
    put_off: int = 0
    """How often the form came back, with what was typed, because it could not be taken."""
    oddities: list[str] = field(default_factory=list)
    """What nobody should ever see."""

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._number = itertools.count()
        self._threads = [threading.Thread(target=self._person, daemon=True) for _ in range(self.people)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE + 30)
            assert not thread.is_alive()

    def goes_on(self, leads: int = 8) -> None:
        """Wait until so many more were thanked, or something odd was seen."""
        already = len(self.thanked)
        wait_until(lambda: len(self.thanked) >= already + leads or bool(self.oddities), seconds=PATIENCE)
        assert self.oddities == []

    def is_put_off(self, times: int = 3) -> None:
        """Wait until so many more were asked for patience, or something odd was seen."""
        already = self.put_off
        wait_until(lambda: self.put_off >= already + times or bool(self.oddities), seconds=PATIENCE)
        assert self.oddities == []

    def _person(self) -> None:
        while not self._stop.is_set() and not self.oddities:
            self._sends(next(self._number))
            # The machine has other things to do as well.
            self._stop.wait(PAUSE)

    def _sends(self, number: int) -> None:
        """One lead, until it was acknowledged, with the same form however often it is sent."""
        email = f"ada{number}@engines.example"
        form = self._until(200, number, "GET")
        if form is None:
            return
        token = form.values["form_token"]
        if self._until(303, number, "POST", ADA | {"email": email, "form_token": token}):
            self.thanked.append(email)

    def _until(
        self, status: int, number: int, method: str, typed: dict[str, str] | None = None
    ) -> Answer | None:
        deadline = time.monotonic() + PATIENCE
        for turn in itertools.count():
            answer = ask(self.ports[(number + turn) % len(self.ports)], method, typed)
            if answer.status == status:
                return answer
            if answer.status == 422 and typed and self.forms_run_out and time.monotonic() < deadline:
                self._is_kept(answer, typed)
                typed = typed | {"form_token": answer.values["form_token"]}
                continue
            if answer.status not in (0, 503) or time.monotonic() > deadline:
                self.oddities.append(f"{method}: {answer.status} {answer.text[-4000:]}")
                return None
            if answer.status and typed:
                self._is_put_off(answer, typed)
            time.sleep(0.05)
        return None

    def _is_put_off(self, answer: Answer, typed: dict[str, str]) -> None:
        self._is_kept(answer, typed)
        if answer.retry_after != "30":
            self.oddities.append(f"no time to come back: {answer.retry_after}")
        self.put_off += 1

    def _is_kept(self, answer: Answer, typed: dict[str, str]) -> None:
        kept = {name: answer.values.get(name) for name in ADA}
        if kept != {name: typed[name] for name in ADA}:
            self.oddities.append(f"not kept: {kept}")


def ask(port: int, method: str, typed: dict[str, str] | None = None) -> Answer:
    """What one web process says to whoever asks for the form, or sends it."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": OURS, "Sec-Fetch-Site": "same-origin", "Origin": f"http://{OURS}"}
    if typed:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request(method, FORM, urlencode(typed) if typed else None, headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.read().decode(), answer.headers.get("Retry-After"))
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        line.close()
