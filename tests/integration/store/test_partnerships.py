"""Partners read what is shared, only while both belong, and write nobody else's rows."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import ProgrammingError

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotFound
from lif_plugin.store import partnerships
from lif_plugin.store.tables import agency, learning_item
from lif_plugin.store.work import Store

TODAY = datetime.now(UTC).date()
NAMES = ("aton", "beton", "ceton")
ATON, BETON, CETON = (Viewer.system("test", name) for name in NAMES)

PERSON = Viewer("beton", frozenset({Role.QUALITY}), "learning", "q.example")


def item(item_id: str, *, shared: bool) -> dict[str, object]:
    texts = dict.fromkeys(("title", "summary", "learning_route", "evaluation_route", "optional_steps"), "[]")
    return {
        "id": item_id, "agency_id": "aton", "partnership_id": "north", "shared": shared, "by": "q", "at": 1,
        "source_of_learning": "audit", "nature": "concern", "theme": "voice", "day": 20260301,
        "route_basis": "stated", **texts,
    }  # fmt: skip


@pytest.fixture
def north(store: Store) -> Store:
    """On either database: see `filled`."""
    return filled(store)


@pytest.fixture
def policed(postgres_store: Store) -> Store:
    """On PostgreSQL, whose policies bind whatever a statement forgets to ask."""
    return filled(postgres_store)


def filled(store: Store) -> Store:
    """Aton and Beton are partners, Ceton is not; Aton has one shared item and one of its own."""
    with store.write(ATON) as connection:
        connection.execute(
            insert(agency), [{"id": name, "name": name, "nation": "england"} for name in NAMES]
        )
        partnerships.make_partnership(connection, "north", "North", "hartlepool_hscb")
        for name in ("aton", "beton"):
            partnerships.join_partnership(connection, "north", name, 20200101)
        connection.execute(insert(learning_item), [item("shared", shared=True), item("own", shared=False)])
    return store


def seen(store: Store, viewer: Viewer) -> list[str]:
    with store.read(viewer) as connection:
        rows = select(learning_item.c.id).where(partnerships.readable(viewer, learning_item, TODAY))
        return list(connection.scalars(rows.order_by(learning_item.c.id)))


def test_owner_sees_all_a_partner_what_is_shared_others_nothing(north: Store) -> None:
    assert [seen(north, viewer) for viewer in (ATON, BETON, CETON)] == [["own", "shared"], ["shared"], []]


def test_the_policies_alone_say_the_same(policed: Store) -> None:
    counts = []
    for viewer in (ATON, BETON, CETON):
        with policed.read(viewer) as connection:
            counts.append(connection.scalar(select(func.count()).select_from(learning_item)))
    assert counts == [2, 1, 0]


def test_the_policies_let_nobody_write_a_partners_row(policed: Store) -> None:
    with policed.write(BETON) as connection:
        assert connection.execute(update(learning_item).values(title="x")).rowcount == 0
    with pytest.raises(ProgrammingError, match="row-level security"), policed.write(BETON) as connection:
        connection.execute(insert(learning_item).values(item("new", shared=True)))


def test_a_partner_who_left_sees_nothing_more(north: Store) -> None:
    with north.write(BETON) as connection:
        partnerships.leave_partnership(connection, "north", "beton", 20200102)
    assert seen(north, BETON) == []


def agreement(store: Store, since: int = 20200101, **terms: Any) -> None:
    """Beton's agreement, on other terms."""
    with store.write(BETON) as connection:
        partnerships.join_partnership(connection, "north", "beton", since, **terms)


def shows(store: Store, viewer: Viewer) -> tuple[int, int]:
    """How much our own predicate shows, and how much the policies alone; SQLite has none."""
    ours = len(seen(store, viewer))
    if store.is_sqlite:
        return ours, ours
    with store.read(viewer) as connection:
        return ours, int(connection.scalar(select(func.count()).select_from(learning_item)) or 0)


def test_an_agreement_is_for_its_purposes(north: Store) -> None:
    agreement(north, purposes=("learning", "audit of the year"))
    named = ["learning", "audit of the year"]
    strange = ["Learning", "lear", "%", "_earning", "|", "*", "", "audit of the year|learning", "learning|"]
    found = {one: shows(north, replace(PERSON, purpose=one)) for one in named + strange}
    # The last is the first with a sign that no purpose has.
    assert found == dict.fromkeys(named, (1, 1)) | dict.fromkeys(strange[:-1], (0, 0)) | {"learning|": (1, 1)}


def test_an_agreement_that_is_not_in_force_shows_nothing(north: Store) -> None:
    for since, until in ((20200101, 20200102), (29990101, None)):
        agreement(north, since, until=until)
        assert shows(north, PERSON) == (0, 0)


def test_a_client_reads_by_its_one_agreement(north: Store) -> None:
    found = {
        name: shows(north, replace(PERSON, agreement=name)) for name in (None, "north", "south", "", "|")
    }
    assert found == {None: (1, 1), "north": (1, 1), "south": (0, 0), "": (0, 0), "|": (0, 0)}


def test_leaving_where_one_does_not_belong_is_refused(north: Store) -> None:
    with pytest.raises(NotFound), north.write(CETON) as connection:
        partnerships.leave_partnership(connection, "north", "ceton", 20200102)


def test_partners_are_listed_with_their_days(north: Store) -> None:
    with north.read(CETON) as connection:
        members = [row["agency_id"] for row in partnerships.members_of(connection, "north")]
        mine = partnerships.partnerships_of(connection, "aton", TODAY)
    assert members == ["aton", "beton"]
    assert mine == [{"id": "north", "name": "North", "framework": "hartlepool_hscb"}]
