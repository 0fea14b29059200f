"""Scripts as they were released: partners' pages hold them for years, in caches and in copies."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICE = "https://tools.example.com"
"""For which they were made."""

ALL = sorted(Path(__file__).parent.glob("embed-*.js"))


def file_of(version: str) -> Path:
    """Where the script of a release is kept."""
    return Path(__file__).parent / f"embed-{version}.js"


def served_by(script: Path, service: str) -> str:
    """What the service at this origin sent at the time of that release."""
    return script.read_text("utf-8").replace(SERVICE, service)
