"""Who lacks an engine is told what to do about it."""

from pathlib import Path

import pytest

from e2e.engines import ENGINES, start
from e2e.engines.engine import Missing


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_that_is_not_here_says_what_installs_it(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)

    with pytest.raises(Missing, match=r"is not here\. `make engines` installs"):
        start(name, scripts=True)
