"""The project's own files, as git sees them: what is committed or would be."""

import functools
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be, relative to the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(
        sorted(path for name in set(listed.split("\0")) if name and (ROOT / (path := Path(name))).is_file())
    )


def modules(*tops: str) -> list[Path]:
    """The Python modules under these top-level folders."""
    return [path for path in files() if path.suffix == ".py" and path.parts[0] in tops]


@functools.cache
def project() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def rooms() -> list[Path]:
    """The rooms that are packages, and the adapters."""
    packages = {path.parent for path in files() if path.name == "__init__.py"}
    inside = [
        path for path in packages if len(path.parts) == 2 and path.parts[0] in {"lif_plugin", "adapters"}
    ]
    return sorted(inside)
