"""How a migration has every change of a table told in ``change``, in the transaction that makes it.

On PostgreSQL the rows are written as the transaction commits, one transaction of an agency after another: so an agency's
ids stand in the order of commits, and who has read up to one has missed nothing that commits later. SQLite has
one writer at a time anyway. Released migrations call this: what it does may be added to, never changed.
"""

from dataclasses import dataclass, field
from typing import Final

from alembic import op

CHANNEL: Final = "lif_change"

_NOTE: Final = f"""
CREATE FUNCTION lif_note_change(
    agency VARCHAR, what_kind VARCHAR, what_node VARCHAR, what_is VARCHAR, of_case BIGINT, is_shared BOOLEAN,
    of_partnership VARCHAR
) RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('change:' || agency, 0));
    INSERT INTO change (agency_id, kind, node, what, at, case_id, shared, partnership_id)
    VALUES (agency, what_kind, what_node, what_is,
            CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT), of_case, is_shared, of_partnership);
    PERFORM pg_notify('{CHANNEL}', agency);
END
$$
"""
_NOW: Final = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@dataclass(frozen=True, slots=True)
class Told:
    """What a table's rows tell: ``verb`` on the row, of which node, and which word; expressions over NEW and OLD.

    ``among``: other tables to find the node in, with the condition. ``differs``: columns of which one must differ.
    """

    table: str
    verb: str
    kind: str
    node: str
    what: str
    when: str = ""
    differs: tuple[str, ...] = ()
    among: str = ""
    case: str = "NULL"
    shared: str = ""
    partnership: str = "NULL"
    row: str = field(default="NEW")

    def condition(self, different: str) -> str:
        """When the row tells anything."""
        parts = [self.when] if self.when else []
        if self.differs:
            old, new = (", ".join(f"{row}.{name}" for name in self.differs) for row in ("OLD", "NEW"))
            parts.append(f"({old}) {different} ({new})")
        return f"WHEN ({' AND '.join(f'({part})' for part in parts)})" if parts else ""


def make_note() -> None:
    """Make what PostgreSQL's triggers write by."""
    if _postgresql():
        op.execute(_NOTE)


def tell(name: str, told: Told) -> None:
    """Have a table's rows told from now on, by a trigger of this name."""
    among = f" FROM {told.among}" if told.among else ""
    if _postgresql():
        values = (
            f"{told.row}.agency_id, '{told.kind}', {told.node}, {told.what}, {told.case}, "
            f"{told.shared or 'FALSE'}, {told.partnership}"
        )
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN "
            f"PERFORM lif_note_change({values}){among}; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {told.verb} ON {told.table} DEFERRABLE INITIALLY DEFERRED "
            f"FOR EACH ROW {told.condition('IS DISTINCT FROM')} EXECUTE FUNCTION {name}()"
        )
    else:
        values = (
            f"{told.row}.agency_id, '{told.kind}', {told.node}, {told.what}, {_NOW}, {told.case}, "
            f"{told.shared or '0'}, {told.partnership}"
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER {told.verb} ON {told.table} {told.condition('IS NOT')} BEGIN "
            "INSERT INTO change (agency_id, kind, node, what, at, case_id, shared, partnership_id) "
            f"SELECT {values}{among}; END"
        )


def _postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
