"""Counts over sample returns: read, accepted, rejected by reason, events by kind, prompts by rule and delivery.

`samples.py [FOLDER]` goes through the folders of FOLDER (the fixtures, if none is named), each called after the adapter
that reads it, and prints Markdown. Every set is an agency of its own in a database that is thrown away. A set is
loaded twice: as on the day of the import, when all of it is history, and as if its own last day were today. Rules beyond
it are those that cannot tell for any case of it.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from parts import table
from sqlalchemy import func, select

from lif_plugin.app import App, build_app
from lif_plugin.config import Settings
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import UnreadableInput
from lif_plugin.flow.importing import Imported, import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.migrate import migrate
from lif_plugin.store.tables import event, out_of_reach, result

ROOT = Path(__file__).resolve().parents[2]
ADAPTERS = {"ssda903": "ssda903", "cin_census": "cin_census", "annex_a": "annex_a", "ssd": "ssd",
            "dfe_csc_api": "dfe_csc_api", "demo": "ssda903"}  # fmt: skip
"""By how a folder's name begins; the demonstration's set has faults on purpose."""
SUFFIXES = (".csv", ".xml", ".xlsx", ".json")
RECEIVED = 20261122
TOLD = (20230401, 20240331)
"""The period said at the import of a file that does not say its own."""
LONG_AGO = 20000101


def sets(folder: Path) -> Iterator[tuple[str, str, list[Path]]]:
    """(adapter, name, files): files that begin with the same year are one set, a folder of files is one, any other file too."""
    for inside in sorted(one for one in folder.iterdir() if one.is_dir()):
        adapter = next((name for start, name in ADAPTERS.items() if inside.name.startswith(start)), None)
        if adapter is None:
            continue
        files = sorted(one for one in inside.iterdir() if one.suffix in SUFFIXES)
        for _key, group in groupby(files, lambda one: one.name[:5] if one.name[:4].isdigit() else one.name):
            found = list(group)
            yield (
                adapter,
                found[0].stem if len(found) == 1 else f"{found[0].name[:4]} ({len(found)} files)",
                found,
            )
        # What lies deeper in the demonstration's folder is of several standards, and its own story.
        for one in sorted(one for one in inside.iterdir() if one.is_dir() and inside.name != "demo"):
            yield adapter, one.name, [one]


def bring(app: App, agency: Agency, adapter: str, files: Sequence[Path]) -> Imported:
    """Import a set for an agency, with the period told where the set does not say it, and work out what follows."""
    with app.store.write(Viewer.system("samples", agency.id)) as connection:
        save_agency(connection, agency, "samples")

    def imported(*told: int) -> Imported:
        options = ExamineOptions(RECEIVED, *told)
        return import_files(app.store, app.receiver, app.adapter(adapter), files, agency.id, options)

    try:
        done = imported()
    except UnreadableInput:
        done = imported(*TOLD)
    app.dispatcher.drain(agency.id)
    return done


def counted(app: App, agency: Agency, *columns: Any, where: Sequence[Any] = ()) -> Counter[tuple[str, ...]]:
    """How many rows there are by some columns of one table."""
    owner = columns[0].table.c.agency_id
    query = select(*columns, func.count()).where(owner == agency.id, *where).group_by(*columns)
    with app.store.read(Viewer.system("samples", agency.id)) as connection:
        return Counter({tuple(map(str, row[:-1])): row[-1] for row in connection.execute(query)})


def listed(counts: Counter[Any]) -> str:
    """Counts as words, the most first."""
    return ", ".join(
        f"{' '.join(filter(None, name)) if isinstance(name, tuple) else name} {count}"
        for name, count in counts.most_common()
    )


def main() -> None:
    """Print the tables."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "fixtures"
    rows: list[list[object]] = []
    prompts: list[list[object]] = []
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(home), f"sqlite:///{home}/lif.db", "samples", "samples", 2)
        migrate(settings.url)
        with build_app(settings) as app:
            for number, (adapter, name, files) in enumerate(sets(folder)):
                loaded = Agency(f"a{number}", name)
                as_today = Agency(f"b{number}", name, go_live=LONG_AGO, today=Today.COVERAGE)
                done = bring(app, loaded, adapter, files)
                bring(app, as_today, adapter, files)
                refused = Counter[str]()
                for (_file, reason), count in done.tally.refused.items():
                    refused[reason] += count
                kinds = counted(app, loaded, event.c.kind, where=[event.c.live])
                tally = done.tally
                rows.append(
                    [
                        adapter,
                        name,
                        tally.read,
                        tally.accepted,
                        tally.rejected,
                        listed(refused),
                        listed(kinds),
                    ]
                )
                silent = counted(app, loaded, out_of_reach.c.rule).total()
                prompts.append([adapter, name, silent, *(told(app, one) for one in (loaded, as_today))])
    print(table(["adapter", "set", "read", "accepted", "rejected", "by reason", "events by kind"], rows))
    print()
    print(
        table(
            [
                "adapter",
                "set",
                "rules beyond it",
                "prompts as loaded",
                "prompts as if its last day were today",
            ],
            prompts,
        )
    )


def told(app: App, agency: Agency) -> str:
    """What rules say, by rule, state and delivery; a delivery of off is nobody's to see."""
    found = counted(
        app, agency, result.c.rule, result.c.state, result.c.delivery, where=[result.c.ended_at.is_(None)]
    )
    return listed(Counter({(rule, state.replace("_", " "), "" if delivery == "off" else delivery): count
                           for (rule, state, delivery), count in found.items()}))  # fmt: skip


if __name__ == "__main__":
    main()
