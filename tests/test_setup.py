"""`bin/setup` leaves exactly what a lock file pins, also where Python can not help itself."""

import ensurepip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT

BUNDLED = Path(ensurepip.__file__).parent / "_bundled"
SETS = ("run", "demo", "dev")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone whose sets are empty, so that nothing is downloaded."""
    for folder in ("bin", "requirements", "node_modules"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "bin" / "setup", tmp_path / "bin")
    for name in SETS:
        locked(tmp_path, name, "first")
    for name in ("package-lock.json", "node_modules/installed"):
        (tmp_path / name).write_text("the same")
    return tmp_path


def locked(checkout: Path, name: str, version: str) -> None:
    (checkout / "requirements" / f"{name}.lock").write_text(f"# {name}, {version}\n")


def sets_up(checkout: Path, name: str, **environ: str) -> str:
    """Run it where no network is; what it said."""
    here = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(BUNDLED), "PYTHON": sys.executable}
    done = subprocess.run(
        ["bin/setup", name], cwd=checkout, env=os.environ | here | environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def installed(checkout: Path) -> str:
    return (checkout / ".venv" / "installed").read_text()


def test_the_set_that_is_there_is_the_one_that_was_installed_last(checkout: Path) -> None:
    sets_up(checkout, "run")
    locked(checkout, "demo", "second")
    sets_up(checkout, "demo")
    assert installed(checkout) == "# demo, second\n"
    assert sets_up(checkout, "run") == "", "the demo's set holds it"

    locked(checkout, "demo", "third")
    sets_up(checkout, "run")

    assert installed(checkout) == "# run, first\n"
    sets_up(checkout, "demo")
    assert installed(checkout) == "# demo, third\n"


@pytest.mark.parametrize(("smaller", "larger"), [("run", "demo"), ("demo", "dev")])
def test_the_larger_set_holds_the_smaller_one(smaller: str, larger: str) -> None:
    pins = {
        name: set(re.findall(r"(?m)^[a-z0-9][^ ]*==[^ ]+", (ROOT / f"requirements/{name}.lock").read_text()))
        for name in (smaller, larger)
    }

    assert pins[smaller] < pins[larger]


def test_a_python_without_ensurepip_is_helped_by_its_own_pip(checkout: Path, tmp_path: Path) -> None:
    python = tmp_path / "python-of-debian"
    python.write_text(
        '#!/bin/sh\n[ "$*" = "-m venv .venv" ] && { echo no ensurepip >&2; exit 1; }\n'
        f'exec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)

    # Nobody may install anything there: neither apt-get nor sudo is found.
    (tmp_path / "path").mkdir()
    for tool in ("sh", "dirname", "cmp", "cp", "rm", "id", "npm"):
        (tmp_path / "path" / tool).symlink_to(shutil.which(tool) or "/bin/true")
    said = sets_up(checkout, "run", PYTHON=str(python), PATH=str(tmp_path / "path"))

    assert "trying other ways" in said
    assert installed(checkout) == "# run, first\n"
    assert (checkout / ".venv" / "bin" / "pip").exists()
