"""Everything at once against real processes: judged is what is right and what is there, never how fast."""

import subprocess
import sys

from app.config import ROOT


def test_whatever_is_acknowledged_under_a_mixed_load_is_stored_and_its_letter_handed_over() -> None:
    load = subprocess.run(
        [sys.executable, "-m", "bench.mixed", "--visitors", "60"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    told = f"{load.stdout}\n{load.stderr}"
    assert load.returncode == 0, told
    # Six leads and three signups are among the first sixty, and ten and five among those before.
    assert "16 leads and 8 signups were taken." in load.stdout, told
    assert "Nothing was lost." in load.stdout, told
