"""The operator's commands that no page stands for."""

from click.testing import CliRunner

from app import cli
from app.config import Settings
from app.db import Database
from tests import scene


def runs(settings: Settings, *arguments: str) -> tuple[int, str]:
    key = settings.secret_keys[0]
    environ = {"APP_ENV": "test", "DATABASE_URL": settings.database_url, "SECRET_KEY": key}
    result = CliRunner().invoke(cli.main, arguments, env=environ)
    return result.exit_code, result.output.strip()


def test_the_first_administrator_is_invited_from_the_command_line(
    settings: Settings, sqlite: Database
) -> None:
    answer = runs(settings, "invite", "Ada Admin", "ada@Panterranetworks.com")

    assert answer == (0, "The worker will send an invitation to ada@panterranetworks.com.")
    (letter,) = scene.letters(sqlite)
    assert (letter.kind, letter.recipient) == ("invitation", "ada@panterranetworks.com")


def test_nobody_is_invited_twice_and_no_nonsense_at_all(settings: Settings) -> None:
    runs(settings, "invite", "Ada Admin", "ada@panterranetworks.com")

    assert runs(settings, "invite", "Ada", "ADA@panterranetworks.com") == (
        1,
        "Error: ADA@panterranetworks.com is on the list already.",
    )
    assert runs(settings, "invite", "Ada", "nonsense") == (1, "Error: nonsense is no e-mail address.")
