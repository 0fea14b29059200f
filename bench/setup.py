"""Put the peers into a virtualenv of their own: `python -m bench.setup`.

Their dependencies (Django among them) are none of ours, and ours must not decide their versions.
The lock pins each file by hash, so that two machines compare with the same peers.
To refresh it:

    uv pip compile -q --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header requirements/bench.in -o requirements/bench.lock
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "bench.lock"
VENV = ROOT / ".venv-bench"
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "bench.lock.sha256"


def install_peers() -> None:
    """Create or refresh `.venv-bench`; nothing to do if it was made from this very lock."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if INSTALLED.exists() and INSTALLED.read_text() == wanted:
        return

    print(f"Installing the peers into {VENV.name} …", file=sys.stderr, flush=True)
    venv.create(VENV, clear=True, with_pip=True)
    # From Python 3.13 on, venv writes this file itself.
    (VENV / ".gitignore").write_text("*\n")
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    # Wheels only: with hashes and without builds, what runs is what was published.
    requirements = ["--only-binary", ":all:", "--require-hashes", "-r", str(LOCK)]
    subprocess.run([*pip, *requirements], check=True)
    INSTALLED.write_text(wanted)


if __name__ == "__main__":
    install_peers()
