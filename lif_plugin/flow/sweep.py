"""Sweep: what time alone made due, and everything again where a rule, a setting or the day asked for changed."""

from datetime import date, timedelta

from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_start_ms
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.store import agencies, cases, results
from lif_plugin.store.work import hold_agency


def mark_due(dispatcher: Dispatcher, agency_id: str, day: date) -> int:
    """Mark the cases for which something came due by the end of a day; gives how many."""
    with dispatcher.store.write(Viewer.system("sweep", agency_id)) as connection:
        hold_agency(connection, agency_id)
        zone = agencies.load_agency(connection, agency_id).zone
        due = results.due_cases(connection, agency_id, day_start_ms(day + timedelta(days=1), zone) - 1)
        cases.mark_stale(connection, due)
    return len(due)


def mark_all(dispatcher: Dispatcher, agency_id: str) -> None:
    """Mark every case of an agency, so that all rules are asked again."""
    with dispatcher.store.write(Viewer.system("sweep", agency_id)) as connection:
        hold_agency(connection, agency_id)
        cases.mark_source_stale(connection, agency_id)
