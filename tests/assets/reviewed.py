"""A case whose source covers its reviews, put straight into a store: lessons can be held against it."""

from sqlalchemy import insert

from lif_plugin.domain.viewer import Role
from lif_plugin.store.tables import coverage
from tests.assets.builders import Case, Record, viewer


def reviewed(record: Record, ref: str = "E-1001") -> Case:
    """A case with one review on 5 March 2024 of a child born on 30 June 2010, known up to the end of that month."""
    made = record.case(ref)
    record.review(made, 20240305, born_on=20100630)
    row = {"agency_id": record.agency, "source": made.source, "kind": "review", "scope": "2024", "import_id": 1,
           "first_day": 20230401, "last_day": 20240331}  # fmt: skip
    with record.store.write(viewer(Role.SYSTEM, agency=record.agency)) as connection:
        connection.execute(insert(coverage).values(row))
    return made
