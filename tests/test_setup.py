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
SETS = ("run", "demo", "dev", "engines")


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


def runs(checkout: Path, name: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it where no network is."""
    here = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(BUNDLED), "PYTHON": sys.executable}
    return subprocess.run(
        ["bin/setup", name], cwd=checkout, env=os.environ | here | environ, capture_output=True, text=True
    )


def sets_up(checkout: Path, name: str, **environ: str) -> str:
    """Run it with success; what it said."""
    done = runs(checkout, name, **environ)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the least that it needs: neither apt-get nor sudo, so that nobody may install anything."""
    folder = tmp_path / "path"
    folder.mkdir()
    for tool in ("sh", "dirname", "cmp", "cp", "rm", "id", "npm"):
        (folder / tool).symlink_to(shutil.which(tool) or "/bin/true")
    return folder


def pretend(tools: Path, *programs: str) -> None:
    """Put programs there that only have to be found."""
    for program in programs:
        (tools / program).symlink_to("/bin/true")


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


@pytest.mark.parametrize(("smaller", "larger"), [("run", "demo"), ("demo", "dev"), ("dev", "engines")])
def test_the_larger_set_holds_the_smaller_one(smaller: str, larger: str) -> None:
    pins = {
        name: set(re.findall(r"(?m)^[a-z0-9][^ ]*==[^ ]+", (ROOT / f"requirements/{name}.lock").read_text()))
        for name in (smaller, larger)
    }

    assert pins[smaller] < pins[larger]


def test_whoever_has_the_largest_set_has_all_the_others(checkout: Path, tools: Path) -> None:
    pretend(tools, "chromium", "firefox-esr", "WebKitWebDriver", "Xvfb")
    sets_up(checkout, "engines", PATH=str(tools))

    said = [sets_up(checkout, name, PATH=str(tools)) for name in SETS]

    assert said == [""] * len(SETS)
    assert installed(checkout) == "# engines, first\n"


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        ((), "firefox-esr webkit2gtk-driver xvfb"),
        (("firefox-esr", "Xvfb"), "webkit2gtk-driver"),
        (("WebKitWebDriver",), "firefox-esr xvfb"),
    ],
)
def test_engines_that_can_not_be_installed_are_named(
    checkout: Path, tools: Path, there: tuple[str, ...], wanted: str
) -> None:
    pretend(tools, "chromium", *there)

    done = runs(checkout, "engines", PATH=str(tools))

    assert done.returncode == 1
    assert done.stderr.endswith(f"On Debian, as root: apt-get install {wanted}\n")


def test_a_python_without_ensurepip_is_helped_by_its_own_pip(
    checkout: Path, tmp_path: Path, tools: Path
) -> None:
    python = tmp_path / "python-of-debian"
    python.write_text(
        '#!/bin/sh\n[ "$*" = "-m venv .venv" ] && { echo no ensurepip >&2; exit 1; }\n'
        f'exec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)

    said = sets_up(checkout, "run", PYTHON=str(python), PATH=str(tools))

    assert "trying other ways" in said
    assert installed(checkout) == "# run, first\n"
    assert (checkout / ".venv" / "bin" / "pip").exists()
