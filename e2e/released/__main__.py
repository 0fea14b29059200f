"""Keep the script of this version, once, when it is released: ``python -m e2e.released``."""

import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

from app.config import Settings
from app.edge.house import NAME
from app.main import create_app
from e2e import released


def main() -> None:
    """Write the script as the service of this version serves it."""
    version = tomllib.loads((released.ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'none.db'}"
        settings = Settings(
            env="test", database_url=database, secret_keys=("a key for nothing at all, for once",)
        )
        app = create_app(replace(settings, base_url=released.SERVICE))
        # What was released is never written again.
        with app.app_context(), released.file_of(version).open("xb") as file:
            file.write(app.extensions[NAME].loader().content)


if __name__ == "__main__":
    main()
