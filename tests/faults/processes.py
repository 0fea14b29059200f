"""The service as an operator runs it: web processes and workers, which can be killed."""

import http.client
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from app.config import Settings
from tests.ports import free_port
from tests.scene import wait_until

STARTS_WITHIN = 120
ENDS_WITHIN = 60


@dataclass
class Process:
    """One command of an operator, with all that it started itself."""

    popen: subprocess.Popen[bytes]

    @property
    def tree(self) -> list[psutil.Process]:
        whole = psutil.Process(self.popen.pid)
        return [whole, *whole.children(recursive=True)]

    def may_write(self, most: int) -> None:
        """From now on no file of this process can grow beyond so many bytes, -1 for any number."""
        for one in self.tree:
            _, hard = resource.prlimit(one.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (most, hard))

    def kill(self) -> None:
        """SIGKILL for all of it at once, as when the power goes."""
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


@dataclass
class Web(Process):
    """A web process, at a port of its own."""

    port: int

    def kill_inside(self) -> None:
        """SIGKILL for the part that serves, as the kernel does when memory runs out."""
        serving = self.tree[1]
        serving.kill()
        serving.wait(ENDS_WITHIN)

    def is_ready(self) -> bool:
        return self.get("/readyz")[0] == 200

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 where nobody answers."""
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""


@dataclass
class Service:
    """Every process of one installation."""

    settings: Settings
    log: Path
    processes: list[Process] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    """What stands in the environment of each besides its settings."""

    def web(self, port: int = 0, **more: str) -> Web:
        """Another web process, which is ready."""
        begun = self.web_soon(port, **more)
        wait_until(begun.is_ready, seconds=STARTS_WITHIN)
        return begun

    def web_soon(self, port: int = 0, **more: str) -> Web:
        """The same, while it is still starting."""
        port = port or free_port()
        web = Web(self._begin("serve", PORT=str(port), **more), port)
        self.processes.append(web)
        return web

    def worker(self, **more: str) -> Process:
        """Another worker, which is starting."""
        worker = Process(self._begin("worker", **more))
        self.processes.append(worker)
        return worker

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()

    def _begin(self, command: str, **more: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "APP_ENV": "test",
            "CAPTCHA": "off",
            "LIMITS": "off",
            # One name for all of them, as behind a proxy.
            "BASE_URL": "http://127.0.0.1:8000",
            "SECRET_KEY": self.settings.secret_keys[0],
            "DATABASE_URL": self.settings.database_url,
            "SMTP_URL": self.settings.smtp_url,
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "app.cli", command],
                env=environment | self.told | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
