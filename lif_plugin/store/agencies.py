"""Agencies and the settings their hooks run by, versioned."""

from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import Connection, func, insert, select, update

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.audit import AuditSetting
from lif_plugin.errors import UnknownAgency
from lif_plugin.store.tables import agency, agency_setting
from lif_plugin.store.work import now_ms


def load_agency(connection: Connection, agency_id: str) -> Agency:
    """Load an agency with its newest settings. Raises `UnknownAgency`."""
    row = connection.execute(
        select(agency.c.name, agency.c.nation, agency_setting.c.version, agency_setting.c.document)
        .join(agency_setting, agency_setting.c.agency_id == agency.c.id)
        .where(agency.c.id == agency_id)
        .order_by(agency_setting.c.version.desc())
        .limit(1)
    ).first()
    if row is None:
        raise UnknownAgency(f"There is no agency {agency_id!r}.")
    document: dict[str, Any] = orjson.loads(row.document)
    return Agency(
        id=agency_id,
        name=row.name,
        nation=row.nation,
        zone=document["zone"],
        framework=document["framework"],
        go_live=document["go_live"],
        today=Today(document["today"]),
        recent_days=document["recent_days"],
        fresh_days=document["fresh_days"],
        rules_off=frozenset(document["rules_off"]),
        plugins_off=frozenset(document["plugins_off"]),
        # Not in settings saved before there was one.
        note_hint=document.get("note_hint", False),
        pushes_a_week=document.get("pushes_a_week", 2),
        quiet_from=document.get("quiet_from", 18),
        quiet_until=document.get("quiet_until", 8),
        audits=AuditSetting(**document.get("audits", {})),
        version=row.version,
    )


def save_agency(connection: Connection, value: Agency, by: str) -> int:
    """Save an agency and a new version of its settings; gives the version's number."""
    if connection.scalar(select(agency.c.id).where(agency.c.id == value.id)) is None:
        connection.execute(insert(agency).values(id=value.id, name=value.name, nation=value.nation))
    else:
        connection.execute(
            update(agency).where(agency.c.id == value.id).values(name=value.name, nation=value.nation)
        )
    last = connection.scalar(
        select(func.max(agency_setting.c.version)).where(agency_setting.c.agency_id == value.id)
    )
    version = (last or 0) + 1
    document = {
        "zone": value.zone,
        "framework": value.framework,
        "go_live": value.go_live,
        "today": value.today.value,
        "recent_days": value.recent_days,
        "fresh_days": value.fresh_days,
        "rules_off": sorted(value.rules_off),
        "plugins_off": sorted(value.plugins_off),
        "note_hint": value.note_hint,
        "pushes_a_week": value.pushes_a_week,
        "quiet_from": value.quiet_from,
        "quiet_until": value.quiet_until,
        "audits": asdict(value.audits),
    }
    connection.execute(
        insert(agency_setting).values(
            agency_id=value.id,
            version=version,
            document=orjson.dumps(document).decode(),
            saved_at=now_ms(),
            saved_by=by,
        )
    )
    return version
