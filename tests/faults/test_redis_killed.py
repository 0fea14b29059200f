"""Redis killed and back: limits go on in memory, /readyz says so, and Redis is used again."""

import http.client
import json
from pathlib import Path

import redis

from app.db import Database
from tests.faults.crowd import FORM, OURS
from tests.faults.processes import Service, Web
from tests.redis_server import RedisServer
from tests.scene import wait_until

AWAY = "away, limits go on in memory"


def sends(web: Web) -> int:
    """The status of a form that nobody has filled in."""
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    headers = {"Host": OURS, "Origin": f"http://{OURS}", "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", FORM, "form_token=", headers)
    return line.getresponse().status


def says(web: Web) -> tuple[int, str]:
    """What /readyz says about Redis."""
    status, text = web.get("/readyz")
    return status, json.loads(text)["redis"]


def test_redis_is_not_missed_while_it_is_away_and_used_again_when_it_is_back(
    sqlite: Database, service: Service, tmp_path: Path
) -> None:
    with RedisServer(tmp_path) as server, redis.Redis.from_url(server.url) as client:
        web = service.web(LIMITS="on", REDIS_URL=server.url)
        assert (sends(web), says(web)) == (422, (200, "ok"))
        assert client.dbsize() > 0

        server.stop()
        assert sends(web) == 422
        assert says(web) == (200, AWAY)
        wait_until(lambda: sends(web) == 429, seconds=60)

        server.start()
        assert client.dbsize() == 0
        wait_until(lambda: sends(web) == 422 and client.dbsize() > 0, seconds=90)
        assert says(web) == (200, "ok")
