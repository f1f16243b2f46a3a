"""A month of cases is published once, for all partners, with nothing small in it."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError

from lif_plugin.cycle.cube import CubeRefused, publish_month
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed
from lif_plugin.store import partnerships
from lif_plugin.store.cube import published_counts
from lif_plugin.store.tables import coverage, published_count
from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.integration.cycle.partners import PARTNER, QUALITY, STRANGER, Partners

ADMIN = Viewer("elmshire", frozenset({Role.SYSTEM, Role.ADMIN}), "test", "elmshire.admin")
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""What is decided in Python."""
Filled = Callable[[str, int], None]


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb", day=date(2026, 4, 1))


@pytest.fixture
def filled(elm: Partners) -> Filled:
    """Give an agency so many looked-after children of nine, and one on a protection plan whose placement has ended."""
    numbers = count(1)

    def fill(agency: str, looked_after: int) -> None:
        record = Record(elm.store, agency, numbers)
        for number in range(looked_after):
            case = record.case(f"{agency}-{number}")
            record.review(case, 20260101, kind="placement", code="U1")
            record.review(case, 20170101, kind="birth", born_on=20170101, key=f"{agency}/{number}/born")
        case = record.case(f"{agency}-plan")
        record.review(case, 20250101, kind="placement", code="U1", until_day=20260331)
        record.review(case, 20260301, kind="plan", code="CP")
        with elm.store.write(Viewer.system("test", agency)) as connection:
            connection.execute(insert(coverage).values(agency_id=agency, source="ssda903", kind="placement", scope="2026",
                                                       first_day=20250401, last_day=20260331, import_id=1))  # fmt: skip

    return fill


def read(elm: Partners, viewer: Viewer, month: int = 202603) -> dict[tuple[str, ...], Any]:
    with elm.store.read(viewer) as connection:
        rows = published_counts(connection, viewer, month, elm.day)
    return {(row["of_agency"], row["support"], row["band"]): row["symbol"] or row["count"] for row in rows}


def test_partners_read_the_month_and_nothing_small_in_it(elm: Partners, filled: Filled) -> None:
    filled("elmshire", 30)
    filled("oakhealth", 40)
    made = publish_month(elm.desk, ADMIN, "elm", 202603)
    counts = read(elm, PARTNER)
    assert counts == read(elm, QUALITY)
    assert (made.counts, made.suppressed) == (84, sum(one == "c" for one in counts.values()))
    assert counts["elmshire", "looked_after", "10_to_15"] == 0
    assert counts["oakhealth", "protection_plan", "unknown"] == "c"
    assert not [one for one in counts.values() if one in range(1, 6)]
    assert read(elm, STRANGER) == {}


@ON_SQLITE
def test_month_is_published_once_when_it_is_over_and_known(elm: Partners, filled: Filled) -> None:
    filled("elmshire", 30)
    for month in (202604, 202603):
        with pytest.raises(CubeRefused):
            publish_month(elm.desk, ADMIN, "elm", month)
    made = publish_month(elm.desk, ADMIN, "elm", 202603, without=["oakhealth"])
    assert made.without == ("oakhealth",)
    assert read(elm, PARTNER)["oakhealth", "", ""] == "z"
    before = read(elm, PARTNER)
    with pytest.raises(CubeRefused, match="before"):
        publish_month(elm.desk, ADMIN, "elm", 202603, without=["oakhealth"])
    assert read(elm, PARTNER) == before


@ON_SQLITE
def test_cases_of_a_month_stand_in_one_table_only(elm: Partners, filled: Filled) -> None:
    filled("elmshire", 30)
    publish_month(elm.desk, ADMIN, "elm", 202603, without=["oakhealth"])
    with elm.store.write(ADMIN) as connection:
        partnerships.make_partnership(connection, "ash", "Ash", "hartlepool_hscb")
        partnerships.join_partnership(connection, "ash", "elmshire", 20200101)
    with pytest.raises(CubeRefused, match="Another partnership"):
        publish_month(elm.desk, ADMIN, "ash", 202603)


@ON_SQLITE
def test_who_may_not_configure_publishes_nothing(elm: Partners, filled: Filled) -> None:
    filled("elmshire", 30)
    with pytest.raises(NotAllowed):
        publish_month(elm.desk, QUALITY, "elm", 202603, without=["oakhealth"])
    assert read(elm, QUALITY) == {}


@pytest.mark.parametrize("statement", [update(published_count).values(count=1), delete(published_count)])
def test_what_is_published_neither_changes_nor_goes(elm: Partners, filled: Filled, statement: Any) -> None:
    filled("elmshire", 30)
    publish_month(elm.desk, ADMIN, "elm", 202603, without=["oakhealth"])
    with pytest.raises(DBAPIError), elm.store.write(ADMIN) as connection:
        connection.execute(statement)
