"""What the documents tell people to paste works, and what they name is there."""

import re
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli
from app.config import ROOT, Settings
from app.edge import doctor
from app.worker import Worker
from tests.browser import browsing
from tests.edge.practice import HERE
from tests.edge.test_metrics import TOKEN

DOCS = sorted((ROOT / "docs").glob("*.md"))
SNIPPETS = [
    (path, code)
    for path in (*DOCS, ROOT / "README.md")
    for code in re.findall(r"```html\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    # What a form or a hash is shortened to, an ellipsis, is nothing to paste.
    if "…" not in code and "tools.example.com" in code
]
NAMED = re.compile(r"(?:\]\(|`)((?:\.\./)?[a-z_][\w./-]*\.(?:md|py|toml)|(?:content|e2e)/[\w/]*)(?:\)|`)")


def test_there_are_documents_for_partners_vendors_and_qa() -> None:
    assert {"partners.md", "vendors.md", "qa.md"} <= {path.name for path in DOCS}
    assert len(SNIPPETS) >= 4


@pytest.mark.parametrize(
    ("path", "code"), SNIPPETS, ids=lambda one: one.name if isinstance(one, Path) else ""
)
def test_the_doctor_has_nothing_to_say_about_a_snippet(path: Path, code: str) -> None:
    diagnosis = doctor.examine(code, HERE)

    assert [finding.words for finding in diagnosis.findings] == []


@pytest.mark.parametrize("path", [*DOCS, ROOT / "README.md"], ids=lambda path: path.name)
def test_every_file_that_is_named_exists(path: Path) -> None:
    named = NAMED.findall(path.read_text("utf-8"))
    invented = {"content/services/fax.md"}

    missing = [
        name
        for name in named
        if name not in invented
        and not any(
            (folder / name).exists() for folder in (path.parent, ROOT, ROOT / "app", ROOT / "widgets/landing")
        )
    ]

    assert missing == []


@pytest.mark.parametrize("path", [*DOCS, ROOT / "README.md"], ids=lambda path: path.name)
def test_every_command_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"(?:bin/partner-tools|-m app\.cli) ([a-z]+)", path.read_text("utf-8"))

    assert set(named) <= set(cli.main.commands)


def test_the_command_works_from_any_folder(tmp_path: Path) -> None:
    link = tmp_path / "partner-tools"
    link.symlink_to(ROOT / "bin" / "partner-tools")

    told = subprocess.run([link, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert told.startswith("Usage: partner-tools ")
    listed = told.partition("Commands:")[2]
    assert set(re.findall(r"^  (\w+) ", listed, re.MULTILINE)) == set(cli.main.commands)


def test_every_figure_that_operators_read_about_is_told(settings: Settings, cast: None) -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## Figures")[2]
    figures = [name for name in re.findall(r"`((?:[a-z]+_)+[a-z]+)`", text) if name != "dry_run"]
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        Worker(settings, threading.Event()).round()
        told = browser.get("/metrics", Authorization=f"Bearer {TOKEN}").response.text

    assert len(figures) == 15
    assert [name for name in figures if f"partner_tools_{name}" not in told] == []
