"""A partnership moves to another version of its framework on a day; learning keeps the version it began on."""

from datetime import date

import pytest

from lif_plugin.cycle.desk import NotOurWord
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.partnerships import frameworks_of, move_to_version
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import QUALITY, Partners

OLD, NEW = "hartlepool_hscb", "gloucestershire_gscb"


def moved(store: Store, since: int = 20260401) -> Partners:
    elm = Partners(store, OLD)
    with store.write(Viewer.system("test", "elmshire")) as connection:
        move_to_version(connection, "elm", NEW, since)
    return elm


def in_force(elm: Partners, day: date) -> str:
    with elm.store.read(QUALITY) as connection:
        return frameworks_of(connection, ["elm"], day)["elm"]


def test_version_in_force_is_the_last_that_has_begun(store: Store) -> None:
    elm = moved(store)
    with store.write(Viewer.system("test", "elmshire")) as connection:
        move_to_version(connection, "elm", OLD, 20270401)
    found = [in_force(elm, date(*day)) for day in ((2026, 3, 31), (2026, 4, 1), (2027, 3, 31), (2027, 4, 1))]
    assert found == [OLD, NEW, NEW, OLD]


def test_item_walks_the_route_it_began_on_after_the_move(sqlite_store: Store) -> None:
    elm = moved(sqlite_store)
    item = elm.record("multi_agency_audits")
    elm.day = date(2026, 5, 1)
    with elm.store.read(QUALITY) as connection:
        found = elm.desk.item(connection, QUALITY, item)
    assert (found.framework.id, found.stage, found.waiting) == (OLD, "identify", ("lipsg",))
    elm.say(item, "learning", "lipsg", Verdict.AGREED)
    with pytest.raises(NotOurWord):
        elm.record("multi_agency_audits")


def test_new_item_begins_on_the_new_version(sqlite_store: Store) -> None:
    elm = moved(sqlite_store)
    elm.day = date(2026, 5, 1)
    item = elm.record(elm.desk.framework(NEW).sources_of_learning[0].id)
    with elm.store.read(QUALITY) as connection:
        assert elm.desk.item(connection, QUALITY, item).framework.id == NEW
