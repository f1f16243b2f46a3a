"""Purge: what a source asks to be removed goes for good; that it went, when and by which import stays.

A removal is no correction: of a corrected or retracted fact the old version is kept, of a removed one nothing is.
The case's reference stays without any fact beside it, so that a prompt that was shown can be taken back where it
was, and the same removal sent twice is known. A child who comes back under another reference is another case.
"""

from collections.abc import Sequence
from typing import Any

from lif_plugin.store import cases, erasure, events
from lif_plugin.store.work import now_ms


def purge(connection: Any, agency: str, source: str, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Remove what these inbox rows ask to be removed, in their order; gives the cases whose record changed."""
    known = cases.case_ids(connection, agency, source, {row["case_ref"] for row in rows})
    touched = set()
    for row in rows:
        case_id = known.get(row["case_ref"])
        if case_id is None:
            # Nothing is known of it. That its removal was asked for stands in the import's counts.
            continue
        _purge_one(connection, agency, source, case_id, row)
        touched.add(case_id)
    return touched


def _purge_one(connection: Any, agency: str, source: str, case_id: int, row: dict[str, Any]) -> None:
    now, whole = now_ms(), not row["key"]
    if whole:
        keys = set(events.keys_of(connection, case_id))
        versions = erasure.erased_case(connection, case_id, now)
        erasure.forget_refused(connection, agency, row["case_ref"])
    else:
        gone = erasure.erased_facts(connection, case_id, row["key"], now)
        keys, versions = set(gone), len(gone)
    # Another case may have stated the same fact in another scope.
    events.settle_live(connection, agency, source, keys)
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
