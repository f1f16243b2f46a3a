"""A program to kill: imports the sample return of 2019 and works out what follows.

Run as: python -m tests.slow.importing ADDRESS durable|inline. Run again, it goes on: what has been received
whole is not received again.
"""

import sys
from pathlib import Path

from sqlalchemy import text

from lif_plugin.app import App, build_app
from lif_plugin.config import Settings
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.jobs.durable import Jobs
from lif_plugin.store import imports
from lif_plugin.store.agencies import save_agency

AGENCY = Agency("elmshire", "Elmshire", go_live=20170401, today=Today.COVERAGE)
FILES = sorted((Path(__file__).parents[2] / "fixtures" / "ssda903").glob("2019-*.csv"))


def opened(url: str, home: Path = Path()) -> App:
    return build_app(Settings(home, url, "lif_plugin", "lif_plugin", 10))


def left(url: str) -> dict[str, object]:
    """What counts: the prompts, the live events, what is covered, and that nothing waits."""
    with opened(url) as app, app.store.read(Viewer.system("test", AGENCY.id)) as connection:
        queries = {
            "prompts": "SELECT id, rule, state, delivery, superseded_by, evidence_keys FROM (SELECT id, rule, "
            "state, delivery, superseded_by, message AS evidence_keys FROM result WHERE ended_at IS NULL) AS r "
            "ORDER BY id",
            "nominations": 'SELECT id, "trigger" FROM nomination WHERE ended_at IS NULL ORDER BY id',
            "links": "SELECT id, review FROM review_link WHERE ended_at IS NULL ORDER BY id",
            "events": "SELECT key, digest FROM event WHERE live ORDER BY key",
            "coverage": "SELECT kind, first_day, last_day FROM coverage WHERE ended_by IS NULL ORDER BY kind",
            "waiting": "SELECT count(*) FROM inbox",
            "stale": "SELECT count(*) FROM case_record WHERE stale",
        }
        return {
            name: [tuple(row) for row in connection.execute(text(query))] for name, query in queries.items()
        }


def receive(app: App) -> None:
    with app.store.write(Viewer.system("test", AGENCY.id)) as connection:
        if AGENCY.id not in app.store.agencies():
            save_agency(connection, AGENCY, "test")
    with app.store.read(Viewer.system("test", AGENCY.id)) as connection:
        states = {run["state"] for run in imports.listed(connection, AGENCY.id)}
    if not states & {"received", "done"}:
        options = ExamineOptions(20261122)
        import_files(app.store, app.receiver, app.adapter("ssda903"), FILES, AGENCY.id, options)


def main() -> None:
    url, kind = sys.argv[1:3]
    with opened(url) as app:
        receive(app)
        if kind == "inline":
            app.dispatcher.drain(AGENCY.id)
            return
        jobs = Jobs(url, app.dispatcher.batch, app.store.agencies)
        jobs.start()
        try:
            jobs.drain([AGENCY.id])
        finally:
            jobs.stop()


if __name__ == "__main__":
    main()
