"""Looking after changes: what has fallen due is told to those who follow, and what is old is forgotten."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.asked_once import forget_asked
from lif_plugin.store.change_keeping import forget, held_floor, tell_due
from lif_plugin.store.work import Store

CHANGES_SECONDS: Final = 60
"""How often it is looked for what has fallen due."""
_DAY_MS: Final = 86_400_000


def keep_changes(store: Store, agency_id: str, now: int, days: int) -> Mapping[str, int]:
    """Tell what has fallen due since the last time, and forget what is older than so many days; counts both.

    Several processes may: each thing is told once. Keys of requests whose day is over go with it.
    """
    with store.write(Viewer.system("changes", agency_id)) as connection:
        zone = ZoneInfo(load_agency(connection, agency_id).zone)
        since = held_floor(connection, agency_id, now)["due_until"]
        span = (_day(since, zone), _day(now, zone))
        told = tell_due(connection, agency_id, since, now, span) if now > since else 0
        forget_asked(connection, agency_id, now)
        return {"due": told, "forgotten": forget(connection, agency_id, now - days * _DAY_MS)}


def keep_all_changes(store: Store, clock: Callable[[], int], days: int) -> None:
    """Look after the changes of all agencies."""
    for agency_id in store.agencies():
        keep_changes(store, agency_id, clock(), days)


def _day(moment: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(zone).date()
