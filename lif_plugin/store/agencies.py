"""Agencies, and the versions of the configuration they run by: who saved each, when, why, and who approved it."""

from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, insert, select, update

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.document import stored, write
from lif_plugin.errors import UnknownAgency
from lif_plugin.store.tables import agency, agency_setting
from lif_plugin.store.work import as_rows, now_ms

APPLIED = "applied"
PROPOSED = "proposed"
REFUSED = "refused"
OVERTAKEN = "overtaken"
"""States of a version: it was (and may be) run by; it waits for a second person; that person did not want it; another
came first."""


def load_agency(connection: Connection, agency_id: str) -> Agency:
    """Load an agency with the settings it runs by. Raises `UnknownAgency`."""
    row = connection.execute(_versions(agency_id).where(agency_setting.c.state == APPLIED).limit(1)).first()
    if row is None:
        raise UnknownAgency(f"There is no agency {agency_id!r}.")
    return stored(agency_id, row.name, row.nation, row.version, orjson.loads(row.document))


def _versions(agency_id: str) -> Select[Any]:
    return (
        select(agency.c.name, agency.c.nation, agency_setting)
        .join(agency_setting, agency_setting.c.agency_id == agency.c.id)
        .where(agency.c.id == agency_id)
        .order_by(agency_setting.c.version.desc())
    )


def versions(connection: Connection, agency_id: str, limit: int = 1000) -> list[dict[str, Any]]:
    """Read the versions of an agency's configuration, the newest first, without their documents."""
    rows = as_rows(connection.execute(_versions(agency_id).limit(limit)))
    return [{name: value for name, value in row.items() if name != "document"} for row in rows]


def version(
    connection: Connection, agency_id: str, number: int
) -> tuple[dict[str, Any], Configuration] | None:
    """Read one version with its configuration; None where there is none."""
    row = (
        connection.execute(_versions(agency_id).where(agency_setting.c.version == number)).mappings().first()
    )
    if row is None:
        return None
    held = stored(agency_id, row["name"], row["nation"], number, orjson.loads(row["document"]))
    return dict(row), Configuration.of(held)


def save_agency(connection: Connection, value: Agency, by: str) -> int:
    """Save an agency and a new version of its settings, which it runs by from now on; gives the version's number."""
    if connection.scalar(select(agency.c.id).where(agency.c.id == value.id)) is None:
        connection.execute(insert(agency).values(id=value.id, name=value.name, nation=value.nation))
    else:
        _name(connection, value.id, value.name, value.nation)
    return add_version(connection, value.id, Configuration.of(value), by=by)


def add_version(
    connection: Connection, agency_id: str, value: Configuration, *, by: str, why: str | None = None,
    base: int | None = None, state: str = APPLIED,
) -> int:  # fmt: skip
    """Add a version; gives its number. One that is applied overtakes what waits for a second person."""
    last = connection.scalar(
        select(func.max(agency_setting.c.version)).where(agency_setting.c.agency_id == agency_id)
    )
    if state == APPLIED:
        _overtake(connection, agency_id)
    number = (last or 0) + 1
    document = orjson.dumps(write(value)).decode()
    connection.execute(
        insert(agency_setting).values(
            agency_id=agency_id, version=number, document=document, saved_at=now_ms(), saved_by=by, why=why,
            base=base, state=state,
        )
    )  # fmt: skip
    return number


def decide(connection: Connection, agency_id: str, number: int, state: str, by: str) -> None:
    """Write what a second person made of a version that waited; applied, it overtakes the others that wait."""
    mine = (agency_setting.c.agency_id == agency_id, agency_setting.c.version == number)
    connection.execute(
        update(agency_setting).where(*mine).values(state=state, decided_by=by, decided_at=now_ms())
    )
    if state == APPLIED:
        _overtake(connection, agency_id)


def set_nation(connection: Connection, agency_id: str, nation: str) -> None:
    """Let the directory of agencies say the nation that the settings say."""
    connection.execute(update(agency).where(agency.c.id == agency_id).values(nation=nation))


def set_codes(connection: Connection, agency_id: str, **codes: str | None) -> None:
    """Let the directory of agencies say by which codes (``ods``, ``ons``) others know one; None: as it was."""
    given = {name: code for name, code in codes.items() if code is not None}
    if given:
        connection.execute(update(agency).where(agency.c.id == agency_id).values(given))


def _name(connection: Connection, agency_id: str, name: str, nation: str) -> None:
    connection.execute(update(agency).where(agency.c.id == agency_id).values(name=name, nation=nation))


def _overtake(connection: Connection, agency_id: str) -> None:
    waiting = (agency_setting.c.agency_id == agency_id, agency_setting.c.state == PROPOSED)
    connection.execute(update(agency_setting).where(*waiting).values(state=OVERTAKEN))
