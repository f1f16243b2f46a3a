"""The schema that the built-in plugins give, and what of it was promised.

`python .ci/tools/schema.py` writes it, `--check` holds it against the code and against the last release, `--release VERSION`
promises it as it now is.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from graphql import build_schema, find_dangerous_changes

from lif_plugin import builtin
from lif_plugin.hooks import build_plugins
from lif_plugin.schema.api import printed
from lif_plugin.schema.promise import broken, hasty_notices

ROOM = Path(__file__).resolve().parents[2] / "lif_plugin/schema"
FILE, RELEASED = ROOM / "schema.graphql", ROOM / "released.graphql"
NOT_YET = "# Released: nothing yet"
KEEP = "How it may go: lif_plugin/schema/README.md, What is promised."


def faults() -> list[str]:
    """What keeps the schema from landing."""
    made = printed(build_plugins(builtin.BUILTIN))
    if FILE.read_text() != made:
        return ["schema.graphql is not what the code makes: python .ci/tools/schema.py"]
    now, text = build_schema(made), RELEASED.read_text()
    hasty = [
        f"{one} is deprecated without its days, or for less than six months. {KEEP}"
        for one in hasty_notices(now)
    ]
    released, today = build_schema(text), datetime.now(UTC).date()
    breaks = [f"Breaks who reads the release: {one} {KEEP}" for one in broken(released, now, today)]
    for change in find_dangerous_changes(released, now):
        print(f"may surprise: {change.description}")
    if text.startswith(NOT_YET):
        # Before the first release nothing is promised; what would break is said all the same.
        for one in breaks:
            print(f"{one.removesuffix(KEEP)}Nothing is released yet, so this is allowed.")
        return hasty
    return [*hasty, *breaks]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--check"]:
            found = faults()
            print("\n".join(found), file=sys.stderr)
            sys.exit(bool(found))
        case ["--release", version]:
            day = datetime.now(UTC).date()
            RELEASED.write_text(f"# Released: {version}, {day}\n{FILE.read_text()}")
        case _:
            FILE.write_text(printed(build_plugins(builtin.BUILTIN)))
