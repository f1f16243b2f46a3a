"""Node.js and its packages: the machine's npm, or one from PyPI where there is none, and folders filled by their lock."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".ci/requirements/node.txt"


def npm() -> list[str]:
    """Returns the command that starts npm: the machine's, or one from PyPI where there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    # Node in the environment's own folder; npm's first line looks for `node` on the path.
    own = Path(sys.executable).parent
    if not (own / "npm").exists():
        print("No npm here: taking Node.js from PyPI")
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--requirement",
            str(NODE),
        ]
        subprocess.run(pip, check=True)
    os.environ["PATH"] = f"{own}{os.pathsep}{os.environ['PATH']}"
    return [str(own / "npm")]


def digest(folder: Path, *more: Path) -> str:
    """Returns what an installed folder depends on, as one digest."""
    parts = [folder / "package-lock.json", folder / ".npmrc", *more]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def install(folder: Path, command: Iterable[str] = ()) -> Path:
    """Installs a folder's packages by its lock, unless that is done already, and returns where they are.

    The stamp lies among the packages, so it goes when they go.
    """
    modules = folder / "node_modules"
    stamp = modules / ".installed"
    want = digest(folder)
    if not stamp.exists() or stamp.read_text() != want:
        start = [*command] or npm()
        subprocess.run([*start, "ci", "--silent"], cwd=folder, check=True, stdin=subprocess.DEVNULL)
        stamp.write_text(want)
    return modules
