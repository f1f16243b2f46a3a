"""Fetches the pinned front-end packages and copies the built files that our pages serve."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / ".ci/frontend"
NODE = ROOT / ".ci/requirements/node.txt"
VENDOR = ROOT / "lif_plugin/web/static/vendor"
STAMP = ROOT / ".cache/frontend"

# GraphiQL 3 on React 18 are the last releases that ship a file a page can load as it is: nothing to bundle.
FILES = {
    "graphiql/graphiql.min.css": "graphiql.min.css",
    "graphiql/graphiql.min.js": "graphiql.min.js",
    "react-dom/umd/react-dom.production.min.js": "react-dom.production.min.js",
    "react/umd/react.production.min.js": "react.production.min.js",
}
LICENCES = "LICENSES.txt"


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


def digest() -> str:
    """Returns what the copied files depend on, as one digest."""
    parts = [PACKAGES / "package-lock.json", PACKAGES / ".npmrc", Path(__file__)]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def fresh() -> bool:
    """Tells whether everything copied is there and was made from today's lock."""
    copied = [*FILES.values(), LICENCES]
    return (
        STAMP.exists() and STAMP.read_text() == digest() and all((VENDOR / name).exists() for name in copied)
    )


def licences(modules: Path) -> str:
    """Returns the licences of all packages: the built files hold code of those that GraphiQL needs."""
    lock = json.loads((PACKAGES / "package-lock.json").read_text())["packages"]
    parts = []
    for place in sorted(filter(None, lock)):
        folder = PACKAGES / place
        if not folder.is_dir():  # an optional package of another system
            continue
        texts = sorted(
            path for path in folder.iterdir() if path.name.lower().startswith(("licen", "copying"))
        )
        title = (
            f"{place.removeprefix(f'{modules.name}/')} {lock[place]['version']} ({lock[place]['license']})"
        )
        parts.append("\n\n".join([title, *(path.read_text().strip() for path in texts)]))
    return f"\n\n{'-' * 80}\n\n".join(parts) + "\n"


def main() -> None:
    """Installs by the lock and copies, unless that is done already."""
    if fresh():
        return
    subprocess.run([*npm(), "ci", "--silent"], cwd=PACKAGES, check=True, stdin=subprocess.DEVNULL)
    modules = PACKAGES / "node_modules"
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        shutil.copyfile(modules / source, VENDOR / name)
    (VENDOR / LICENCES).write_text(licences(modules))
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(digest())


if __name__ == "__main__":
    main()
