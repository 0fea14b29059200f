"""Two web processes with one Redis: a limit is one limit, whichever of them is asked."""

from pathlib import Path

from app.db import Database
from tests.faults.crowd import Answer, ask
from tests.faults.processes import STARTS_WITHIN, Service
from tests.redis_server import RedisServer
from tests.scene import wait_until
from tests.widgets import ledger
from tests.widgets.urls import ADA


def enquires(port: int, message: str) -> Answer:
    """Ada sends another form through one of them."""
    token = ask(port, "GET").values["form_token"]
    return ask(port, "POST", ADA | {"message": message, "form_token": token})


def test_five_forms_with_an_address_in_an_hour_are_five_for_all_web_processes(
    sqlite: Database, service: Service, tmp_path: Path
) -> None:
    with RedisServer(tmp_path) as server:
        webs = [service.web_soon(LIMITS="on", REDIS_URL=server.url) for _ in range(2)]
        wait_until(lambda: all(web.is_ready() for web in webs), seconds=STARTS_WITHIN)
        one, other = (web.port for web in webs)
        turns = [one, other, one, other, one]

        taken = [enquires(port, f"By {port}") for port in turns]
        refused = [enquires(port, "One more") for port in (one, other)]

    assert [answer.status for answer in taken] == [303] * 5
    assert [lead.message for lead in ledger.leads()] == [f"By {port}" for port in turns]
    assert [(answer.status, answer.values["message"]) for answer in refused] == [(429, "One more")] * 2
    assert all(3000 < int(answer.retry_after or 0) <= 3660 for answer in refused)
