"""PostgreSQL restarted under load, and its connections cut: people are asked for patience, for a moment."""

import pytest

from app.db import Database
from tests.databases import PostgresServer
from tests.faults.crowd import Crowd
from tests.faults.outcome import is_delivered, is_stored_once
from tests.faults.processes import STARTS_WITHIN, Service
from tests.post_office import PostOffice


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_crashed_is_found_again_by_everybody_and_nothing_is_lost(
    database: Database, service: Service, smtp: PostOffice, postgres_server: PostgresServer
) -> None:
    web, worker = service.web_soon(), service.worker()

    with Crowd([web.port]) as crowd:
        crowd.goes_on()
        assert smtp.started_data.wait(STARTS_WITHIN)
        began = [*web.tree, *worker.tree]
        with postgres_server.crashed():
            crowd.is_put_off()
            assert web.get("/readyz")[0] == 503
            assert web.get("/healthz")[0] == 200
        crowd.goes_on()
        for _ in range(3):
            postgres_server.hang_up()
            crowd.goes_on(2)

    is_stored_once(crowd)
    is_delivered(database, smtp)
    assert [*web.tree, *worker.tree] == began


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_server_lets_go_of_what_a_machine_held_that_lost_its_power(database: Database) -> None:
    # Over a socket of this machine they do not count, so nothing shows but what was asked for.
    asked = "SELECT name, reset_val FROM pg_settings WHERE name LIKE 'tcp_keepalives_%%'"
    with database.engine.connect() as connection:
        patience = {name: int(value) for name, value in connection.exec_driver_sql(asked)}

    idle, interval, count = (patience[f"tcp_keepalives_{name}"] for name in ("idle", "interval", "count"))
    assert 0 < idle + interval * count < 30
