"""SIGKILL under load: whoever was thanked is in the database once, and the letter arrives."""

from app.db import Database
from tests.faults.crowd import Crowd
from tests.faults.outcome import is_delivered, is_stored_once
from tests.faults.processes import STARTS_WITHIN, Service
from tests.post_office import PostOffice
from tests.scene import wait_until


def test_a_killed_web_process_and_a_killed_worker_lose_nothing_and_double_no_lead(
    database: Database, service: Service, smtp: PostOffice
) -> None:
    one, other, worker = service.web_soon(), service.web_soon(), service.worker()

    with Crowd([one.port, other.port]) as crowd:
        wait_until(lambda: one.is_ready() and other.is_ready(), seconds=STARTS_WITHIN)
        assert smtp.started_data.wait(STARTS_WITHIN)
        crowd.goes_on()
        worker.kill()
        one.kill_inside()
        crowd.goes_on()
        service.worker()
        # It is replaced by itself.
        wait_until(one.is_ready, seconds=STARTS_WITHIN)
        other.kill()
        crowd.goes_on()

    is_stored_once(crowd)
    # Twice only where the kill fell between the mail server's answer and the commit.
    is_delivered(database, smtp, twice=1)
