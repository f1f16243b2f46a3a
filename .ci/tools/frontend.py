"""Fetches the pinned packages of Node.js: the files that our pages serve, copied, and what tests run: audits, a provider."""

import json
import shutil
from pathlib import Path

from node import ROOT, digest, install

PACKAGES = ROOT / ".ci/frontend"
TESTS = (ROOT / ".ci/audits", ROOT / ".ci/oidc")
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


def wanted() -> str:
    """Returns what the copied files depend on, as one digest."""
    return digest(PACKAGES, Path(__file__))


def fresh() -> bool:
    """Tells whether everything copied is there and was made from today's lock."""
    copied = [*FILES.values(), LICENCES]
    return (
        STAMP.exists() and STAMP.read_text() == wanted() and all((VENDOR / name).exists() for name in copied)
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
    """Installs by the locks and copies, unless that is done already."""
    for folder in TESTS:
        install(folder)
    if fresh():
        return
    modules = install(PACKAGES)
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        shutil.copyfile(modules / source, VENDOR / name)
    (VENDOR / LICENCES).write_text(licences(modules))
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(wanted())


if __name__ == "__main__":
    main()
