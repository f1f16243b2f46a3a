"""Nominations put straight into a store, for tests of what people see of audits."""

from sqlalchemy import insert

from lif_plugin.cycle.audits.drawing import Drawn, Request, draw_month
from lif_plugin.domain.viewer import Role
from lif_plugin.store.tables import audit_unknown, nomination
from tests.assets.builders import NOON, Case, Record, viewer

NOTICE = "The programme looks at such cases to learn what would let a child stay in one home."
REASON = "3 placement moves within 12 months"


def nominate(record: Record, case: Case, day: int = 20240305, trigger: str = "placement_moves") -> str:
    """Let a trigger put a case forward; gives the nomination's id."""
    number = f"00000000-0000-0000-{case.id:04}-{day:012}"
    row = {
        "case_id": case.id, "id": number, "agency_id": record.agency, "plugin": "test", "trigger": trigger,
        "reason": REASON, "evidence": "[]", "raised_at": NOON, "subject": f"{day}", "day": day,
        "authority": "Our own", "notice": NOTICE,
    }  # fmt: skip
    with record.store.write(viewer(Role.SYSTEM, agency=record.agency)) as connection:
        connection.execute(insert(nomination).values(row))
    return number


def cannot_tell(record: Record, case: Case, *triggers: str) -> None:
    """Let triggers be such that cannot be told of a case, for want of coverage."""
    row = {"case_id": case.id, "plugin": "test", "agency_id": record.agency, "not_covered": ",".join(triggers),
           "not_recorded": ""}  # fmt: skip
    with record.store.write(viewer(Role.SYSTEM, agency=record.agency)) as connection:
        connection.execute(insert(audit_unknown).values(row))


def draw_march(record: Record, seed: str = "seven") -> Drawn:
    """Draw March 2024 as the quality team."""
    by = viewer(Role.QUALITY, agency=record.agency)
    return draw_month(record.store, by, None, Request(202403, seed=seed), NOON)
