"""Keyset pages: whatever the sizes and the way round, every row comes exactly once and in order."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, insert, select

from lif_plugin.store.reads.page import Key, Order, Slice, Window, key_of, page_of, pages_by

ITEM = Table(
    "item",
    MetaData(),
    Column("owner", Integer),
    Column("day", Integer),
    Column("id", String, primary_key=True),
)
DAYS = st.lists(st.integers(0, 3), max_size=12)


def filled(days: list[int]) -> Engine:
    engine = create_engine("sqlite://")
    ITEM.metadata.create_all(engine)
    rows = [{"owner": number % 2, "day": day, "id": f"{number:02}"} for number, day in enumerate(days)]
    with engine.begin() as connection:
        if rows:
            connection.execute(insert(ITEM), rows)
    return engine


def walk(read: Callable[[Window], Slice], size: int, *, from_end: bool) -> list[Key]:
    """Go through all pages, and check that each says rightly whether there is more."""
    keys: list[Key] = []
    window = Window(size, from_end=from_end)
    for _ in range(20):
        part = read(window)
        page = [key_of(row) for row in part.rows]
        keys = page + keys if from_end else keys + page
        if not (part.has_previous if from_end else part.has_next):
            return keys
        window = Window(size, before=page[0], from_end=True) if from_end else Window(size, after=page[-1])
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("from_end", [False, True])
@given(days=DAYS, size=st.integers(1, 5))
def test_pages_give_every_row_once_in_order(
    days: list[int], size: int, from_end: bool, descending: bool
) -> None:
    order = Order((ITEM.c.day, ITEM.c.id), descending=descending)
    engine = filled(days)
    with engine.connect() as connection:
        keys = walk(lambda window: page_of(connection, select(ITEM), order, window), size, from_end=from_end)
    engine.dispose()
    assert keys == sorted(((day, f"{number:02}") for number, day in enumerate(days)), reverse=descending)


@given(days=DAYS, size=st.integers(1, 5), after=st.none() | st.tuples(st.integers(0, 3), st.just("05")))
def test_pages_of_all_owners_are_those_of_each(
    days: list[int], size: int, after: tuple[int, str] | None
) -> None:
    order = Order((ITEM.c.day, ITEM.c.id), descending=True)
    window = Window(size, after=after)
    engine = filled(days)
    with engine.connect() as connection:
        together = pages_by(connection, select(ITEM), ITEM.c.owner, order, window)
        for owner in (0, 1):
            alone = page_of(connection, select(ITEM).where(ITEM.c.owner == owner), order, window)
            found = together.get(owner, Slice(has_previous=after is not None))
            assert [key_of(row) for row in found.rows] == [key_of(row) for row in alone.rows]
            assert (found.has_next, found.has_previous) == (alone.has_next, alone.has_previous)
    engine.dispose()
