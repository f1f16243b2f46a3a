"""Reads samples of audits as they are kept, with their members."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.tables import audit_sample, audit_sampled, case_record
from lif_plugin.store.work import as_rows, visible

SAMPLE_ORDER: Final = Order((audit_sample.c.at, audit_sample.c.id), descending=True)
# The frame names every case that could have been drawn: it is read to repeat a sample, not to show one.
_COLUMNS: Final = tuple(column for column in audit_sample.c if column.name not in {"frame", "exclusions"})


def samples_page(connection: Connection, viewer: Viewer, window: Window) -> Slice:
    """Read a page of samples, the newest first. Raises `NotAllowed`."""
    return page_of(connection, _query(viewer), SAMPLE_ORDER, window)


def samples_by_id(connection: Connection, viewer: Viewer, ids: Collection[str]) -> list[Row]:
    """Read samples by their ids. Raises `NotAllowed`."""
    return as_rows(connection.execute(_query(viewer).where(audit_sample.c.id.in_(sorted(ids)))))


def count_samples(connection: Connection, viewer: Viewer) -> int:
    """Count samples. Raises `NotAllowed`."""
    return count_of(connection, _query(viewer))


def members_of_samples(
    connection: Connection, viewer: Viewer, samples: Collection[str]
) -> dict[str, list[Row]]:
    """Read the members of samples with their cases, in the order drawn. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    query = (
        select(audit_sampled, case_record.c.ref, case_record.c.public_id, case_record.c.source)
        .join(case_record, case_record.c.id == audit_sampled.c.case_id)
        .where(visible(viewer, audit_sampled), audit_sampled.c.audit_sample_id.in_(sorted(samples)))
        .order_by(audit_sampled.c.audit_sample_id, audit_sampled.c.part, audit_sampled.c.place)
    )
    found: dict[str, list[Row]] = {sample: [] for sample in samples}
    for row in as_rows(connection.execute(query)):
        found[row["audit_sample_id"]].append(row)
    return found


def _query(viewer: Viewer) -> Select[Any]:
    viewer.require(Right.READ_AUDITS)
    return select(*_COLUMNS).where(visible(viewer, audit_sample))
