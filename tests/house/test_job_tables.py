"""On SQLite the job library's tables lie in our file: no name of ours may be one of theirs."""

import re
from pathlib import Path

import dbos
from dbos._schemas.datasource_database import datasource_outputs_table
from dbos._schemas.system_database import SystemSchema

from lif_plugin.store.migrate import DBOS_TABLES
from lif_plugin.store.tables import metadata


def created_by_dbos() -> set[str]:
    """The names in its statements, whatever schema is put before them at run time."""
    source = (Path(dbos.__file__).parent / "_migration.py").read_text()
    named = re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(?:\{\w+\}\.)?\"?([a-z_]+)\"?\s*\(", source)
    return {name.removesuffix("_new") for name in named}


def test_every_table_of_dbos_is_known() -> None:
    declared = {table.name for table in SystemSchema.metadata_obj.tables.values()}
    declared.add(datasource_outputs_table(None).name)
    assert declared >= {"workflow_status", "queues", "streams"}
    assert (declared | created_by_dbos()) - DBOS_TABLES == set()


def test_no_table_of_ours_has_a_name_of_dbos() -> None:
    assert DBOS_TABLES.isdisjoint(metadata.tables)
