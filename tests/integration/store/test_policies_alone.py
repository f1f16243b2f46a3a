"""On PostgreSQL the row policies alone, with every predicate of ours left out, keep each table to its agency.

Each table gets two rows of Aton: one that is its own, and one that is shared with the partnership, or addressed to Beton,
where the table knows of that. Beton is a partner, Ceton is not; Deton's agreement has ended, Eton's is for another
purpose. Rows are put in past all rules, so that no table is left out for being hard to fill.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from sqlalchemy import (
    URL,
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    create_engine,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import ProgrammingError

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store import partnerships
from lif_plugin.store.tables import GUARDED, agency
from lif_plugin.store.work import Store

NAMES: Final = ("aton", "beton", "ceton", "deton", "eton")
PEOPLE: Final = {
    name: Viewer(name, frozenset({Role.QUALITY}), "learning", f"{name}.example") for name in NAMES
}
SHARED: Final = {table.name for table in GUARDED if "shared" in table.c}
ADDRESSED: Final = {table.name for table in GUARDED if "to_agency" in table.c}
ALL: Final = {table.name for table in GUARDED}
FILLED: Final[dict[type, Callable[[int], Any]]] = {
    Boolean: bool, Integer: lambda number: number, LargeBinary: lambda number: b"%d" % number, String: str,
}  # fmt: skip


def row(table: Table, number: int) -> dict[str, Any]:
    """The first or second row for a table, every column filled by its type; only the second is shown to others."""
    made = {
        column.name: next(fill for kind, fill in FILLED.items() if isinstance(column.type, kind))(number)
        for column in table.c
    }
    named = {"agency_id": "aton", "partnership_id": "north", "to_agency": "beton" if number else "zeton"}
    return made | {name: value for name, value in named.items() if name in table.c}


@pytest.fixture
def filled(postgres_database: URL, postgres_store: Store) -> Store:
    """Every table with its two rows of Aton."""
    with postgres_store.write(Viewer.system("test", "aton")) as connection:
        connection.execute(
            insert(agency), [{"id": name, "name": name, "nation": "england"} for name in NAMES]
        )
        partnerships.make_partnership(connection, "north", "North", "hartlepool_hscb")
        terms: dict[str, dict[str, Any]] = {"deton": {"until": 20200102}, "eton": {"purposes": ["payroll"]}}
        for name in ("aton", "beton", "deton", "eton"):
            partnerships.join_partnership(connection, "north", name, 20200101, **terms.get(name, {}))
    engine = create_engine(postgres_database)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        for table in GUARDED:
            connection.execute(insert(table), [row(table, 0), row(table, 1)])
    engine.dispose()
    return postgres_store


def counted(connection: Connection) -> dict[str, int]:
    """How many rows of each table somebody is shown; tables that show none are left out."""
    every = [select(func.count()).select_from(table).scalar_subquery() for table in GUARDED]
    found = zip(GUARDED, connection.execute(select(*every)).one(), strict=True)
    return {table.name: count for table, count in found if count}


def shown(store: Store, viewer: Viewer) -> dict[str, int]:
    with store.read(viewer) as connection:
        return counted(connection)


def test_the_own_agency_is_shown_all_of_its_rows(filled: Store) -> None:
    assert shown(filled, PEOPLE["aton"]) == dict.fromkeys(ALL, 2)


def test_others_are_shown_what_an_agreement_in_force_shares_and_what_is_addressed_to_them(
    filled: Store,
) -> None:
    found = {name: shown(filled, PEOPLE[name]) for name in NAMES[1:]}
    by_agreement = dict.fromkeys(SHARED | ADDRESSED, 1)
    assert found == {"beton": by_agreement, "ceton": {}, "deton": {}, "eton": {}}
    client = replace(PEOPLE["beton"], agreement="")
    assert shown(filled, client) == dict.fromkeys(ADDRESSED, 1)
    with filled.engine.connect() as connection:
        assert counted(connection) == {}


@pytest.mark.parametrize("name", ["beton", "ceton"])
def test_others_change_remove_and_add_nothing(filled: Store, name: str) -> None:
    touched = {}
    for table in GUARDED:
        for what in (
            update(table).values(agency_id=name),
            delete(table),
            insert(table).values(row(table, 2)),
        ):
            try:
                with filled.write(PEOPLE[name]) as connection:
                    touched[table.name, what.__visit_name__] = connection.execute(what).rowcount
            except ProgrammingError as error:
                if not any(words in str(error) for words in ("row-level security", "permission denied")):
                    raise
    assert {key for key, count in touched.items() if count} == set()
    assert shown(filled, PEOPLE["aton"]) == dict.fromkeys(ALL, 2)


def test_sharing_and_addressing_are_told_from_each_other() -> None:
    assert (len(SHARED & ADDRESSED), len(SHARED) > 20, len(ADDRESSED) >= 2) == (0, True, True)
