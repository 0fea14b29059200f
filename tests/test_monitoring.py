"""What stands in deploy/monitoring asks for figures that there are."""

import json
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from app.config import ROOT, Settings
from app.worker import Worker
from tests.browser import browsing
from tests.edge.test_metrics import TOKEN
from tests.widgets.urls import ADA, PBX

FOLDER = ROOT / "deploy" / "monitoring"
_NAMES = re.compile(r"\b(?:partner_tools|process)_\w+")
_LABELS = re.compile(r"\b(\w+)(?==~?\")|by \(([\w, ]+)\)|\{\{ *(?:\$labels\.)?(\w+) *\}\}")


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def targets() -> list[dict[str, Any]]:
    panels = json.loads((FOLDER / "dashboard.json").read_text("utf-8"))["panels"]
    return [target for panel in panels for target in panel["targets"]]


@pytest.fixture
def known(settings: Settings, cast: None) -> tuple[set[str], set[str]]:
    """The names of all figures after a busy minute, and of their labels."""
    with browsing(replace(settings, metrics_token=TOKEN)) as browser:
        browser.sends(browser.get(PBX), typed=ADA)
        browser.get("/lead/pbx?partnerid=1234567")
        Worker(settings, threading.Event()).round()
        text = browser.get("/metrics", Authorization=f"Bearer {TOKEN}").response.text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {sample.name for sample in samples}, {label for one in samples for label in one.labels}


def test_every_figure_and_label_that_is_asked_for_exists(known: tuple[set[str], set[str]]) -> None:
    asked = [rule["expr"] for rule in rules()] + [f"{one['expr']} {one['legendFormat']}" for one in targets()]

    names = {name for text in asked for name in _NAMES.findall(text)}
    labels = {
        label
        for text in asked
        for found in _LABELS.findall(text)
        for part in found
        for label in part.replace(",", " ").split()
    }

    assert len(names) >= 6
    assert names <= known[0]
    # Prometheus itself adds where a figure was asked for.
    assert labels <= known[1] | {"job", "instance"}


def test_every_alert_says_what_to_do() -> None:
    assert all(rule["annotations"]["action"].endswith(".") for rule in rules())
    assert {rule["labels"]["severity"] for rule in rules()} == {"page", "ticket"}


def test_prometheus_is_told_where_to_look() -> None:
    (job,) = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))["scrape_configs"]

    assert all('job="' + job["job_name"] in rule["expr"] for rule in rules() if "up{" in rule["expr"])
    assert job["metrics_path"] == "/metrics"
    assert Path(FOLDER / "alerts.yml").exists()
