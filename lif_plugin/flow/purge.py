"""Purge: what a source asks to be removed goes for good; that it went, when and by which import stays.

A removal is no correction: of a corrected or retracted fact the old version is kept, of a removed one nothing is.
The case's reference stays without any fact beside it, so that a prompt that was shown can be taken back where it
was, and the same removal sent twice is known. A child who comes back under another reference is another case.
"""

from collections.abc import Sequence
from typing import Any

from lif_plugin.domain.record import Purge
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import NotFound
from lif_plugin.flow.touched import Touched
from lif_plugin.store import cases, erasure, events, inbox, reviews
from lif_plugin.store.inbox import LIVE_FEED, purge_row
from lif_plugin.store.work import Store, now_ms


def ask_purge(store: Store, agency: str, source: str, case_ref: str) -> None:
    """Ask for the removal of all that is known of one case, as its source would; it is done with what waits.

    Raises `NotFound` where nothing is known of it.
    """
    with store.write(Viewer.system("purge", agency)) as connection:
        if not cases.case_ids(connection, agency, source, {case_ref}):
            raise NotFound(
                f"Nothing of that reference is known from {source}.", hint="Check it and the source."
            )
        asked = Purge("", 0, case_ref)
        row = purge_row(
            asked,
            agency=agency,
            source=source,
            scope="asked",
            import_id=LIVE_FEED,
            origin="asked",
            now=now_ms(),
        )
        inbox.put(connection, [row])


def purge(connection: Any, agency: str, source: str, rows: Sequence[dict[str, Any]], now: int) -> Touched:
    """Remove what these inbox rows ask to be removed, in their order; gives the cases whose record changed.

    Of a case under review nothing goes: the removal waits.
    """
    known = cases.case_ids(connection, agency, source, {row["case_ref"] for row in rows})
    held = reviews.held_cases(connection, agency, known.values())
    touched = Touched()
    for row in rows:
        case_id = known.get(row["case_ref"])
        if case_id is None:
            # Nothing is known of it. That its removal was asked for stands in the import's counts.
            continue
        if case_id in held:
            _let_wait(connection, agency, source, case_id, row, now)
            continue
        touched.update(purge_now(connection, agency, source, case_id, row, now))
        if not row["key"]:
            # What had to wait for a review is done with it.
            reviews.removed(connection, case_id, now)
    return touched


def _let_wait(connection: Any, agency: str, source: str, case_id: int, row: dict[str, Any], now: int) -> None:
    """The case is under review: nothing goes until people have decided otherwise, then it goes by itself."""
    reviews.let_wait(
        connection,
        {
            "agency_id": agency,
            "case_id": case_id,
            "source": source,
            "key": row["key"],
            "import_id": row["import_id"],
            "origin": row["origin"],
            "asked_at": now,
        },
    )


def purge_now(
    connection: Any, agency: str, source: str, case_id: int, row: dict[str, Any], now: int
) -> Touched:
    """Remove what one row asks to be removed: its `key` is how the keys begin, empty for all of the case.

    Gives the cases whose record changed: another may have stated the same fact in another scope, and has it now.
    """
    touched = Touched()
    touched.wholly(case_id)
    whole = not row["key"]
    if whole:
        keys = set(events.keys_of(connection, case_id))
        versions = erasure.erased_case(connection, case_id, now)
        erasure.forget_refused(connection, agency, cases.ref_of(connection, case_id))
    else:
        gone = erasure.erased_facts(connection, case_id, row["key"], now)
        keys, versions = set(gone), len(gone)
    for other, kind in events.settle_live(connection, agency, source, keys):
        touched.add(other, kind)
    erasure.keep(
        connection,
        {
            "agency_id": agency,
            "case_id": case_id,
            "source": source,
            "import_id": row["import_id"],
            "origin": row["origin"],
            "whole": whole,
            "versions": versions,
            "at": now,
        },
    )
    return touched
