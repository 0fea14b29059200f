"""What the mixed load needs: a mail server, the service with two web processes, and a worker."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.process import family, usage
from bench.servers import Server, Subject, running
from bench.subjects import OURS_UNASKED, PYTHON

WEB_PROCESSES = 2

_MAIL = Subject(
    name="mail",
    command=[PYTHON, "-m", "bench.mixed.post_office", "{directory}/letters", "{port}"],
)


@dataclass(frozen=True)
class Stage:
    """Where each part is."""

    web: Server
    letters: Path
    """The Maildir of everything that was handed over."""

    @property
    def database_url(self) -> str:
        """Of the service and its worker."""
        return f"sqlite:///{self.web.directory}/bench.db"

    @property
    def memory(self) -> Sequence[float]:
        """Resident MB of each web process; the process that looks after them is smaller."""
        return sorted((usage(one).resident for one in family(self.web.pid)), reverse=True)[:WEB_PROCESSES]


@contextmanager
def staged(directory: Path) -> Iterator[Stage]:
    """Start everything, and end it."""
    with ExitStack() as stack:
        mail = stack.enter_context(running(_MAIL, directory / "mail"))
        settings = {
            **OURS_UNASKED.environment,
            "SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
            "WEB_PROCESSES": str(WEB_PROCESSES),
        }
        service = replace(OURS_UNASKED, environment=settings)
        web = stack.enter_context(running(service, directory / "web"))
        stage = Stage(web, mail.directory / "letters")
        worker = Subject(
            name="worker",
            command=[PYTHON, "-m", "app.cli", "worker"],
            environment={
                **settings,
                "DATABASE_URL": stage.database_url,
                "BASE_URL": f"http://127.0.0.1:{web.port}",
            },
            listens=False,
        )
        stack.enter_context(running(worker, directory / "worker"))
        yield stage
