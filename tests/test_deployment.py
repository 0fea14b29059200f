"""What stands in deploy/, Dockerfile and compose.yaml fits what it deploys."""

import configparser
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import ROOT
from tests.ports import free_port

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
KNOWN = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))


def copied() -> list[str]:
    """What the last stage of the image takes from the checkout, and the front-end asset."""
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", last, re.MULTILINE)
    return ["node_modules", *(name for line in lines for name in line.split())]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The files of the image, on a file system that may only be read."""
    folder = tmp_path / "srv"
    folder.mkdir()
    for name in copied():
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def test_what_the_image_holds_is_enough_to_migrate_and_to_serve(image: Path, tmp_path: Path) -> None:
    port = free_port()
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PORT": str(port),
        "BASE_URL": "https://tools.example.com",
        "SECRET_KEY": "k" * 48,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'tools.db'}",
    }
    before = sorted(image.rglob("*"))

    subprocess.run([sys.executable, "-m", "app.cli", "migrate"], cwd=image, env=environ, check=True)
    web = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--host", "0.0.0.0"], cwd=image, env=environ
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/readyz")
        page = urllib.request.Request(
            f"http://127.0.0.1:{port}/lead/pbx", headers={"Host": "tools.example.com"}
        )
        with urllib.request.urlopen(page, timeout=10) as answer:
            assert b"<form" in answer.read()
    finally:
        web.terminate()
        assert web.wait(15) is not None

    assert sorted(image.rglob("*")) == before


def answers(url: str) -> bool:
    """Whether it says 200 within 15 seconds."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.1)
    return False


def test_the_image_gets_every_file_that_it_copies() -> None:
    let_in = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    }

    asked_for = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for name in line.split()
    }

    assert asked_for == let_in


@pytest.mark.parametrize("name", ["migrate", "web", "worker"])
def test_a_container_of_ours_has_no_rights_that_it_does_not_need(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["APP_ENV"] == "production"
    assert set(service["environment"]) <= KNOWN
    assert service["networks"] == ["inside"]


def test_what_the_proxy_says_about_visitors_counts() -> None:
    (subnet,) = (one["subnet"] for one in COMPOSE["networks"]["inside"]["ipam"]["config"])

    assert COMPOSE["services"]["web"]["environment"]["TRUSTED_PROXIES"] == subnet
    assert "inside" in COMPOSE["services"]["proxy"]["networks"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_exists(unit: Path) -> None:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)

    command = parser["Service"]["ExecStart"].split()

    shown = subprocess.run(
        [sys.executable, *command[1:], "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert command[0].endswith("/.venv/bin/python")
    assert shown.returncode == 0, shown.stderr
    assert parser["Service"]["NoNewPrivileges"] == "yes"
