"""Puts review links of invented children into a store, as the flow would."""

import uuid
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import insert

from lif_plugin.builtin.national_reviews import NOTIFY_INCIDENT
from lif_plugin.domain.criteria import Criterion, Part, Standing
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.store.tables import event, review_link
from lif_plugin.store.work import now_ms
from tests.assets.builders import NOON, Case, Record

TODAY = local_day(now_ms(), "Europe/London")
DIED = TODAY - timedelta(3)
DEFECT = "The wording names an act that does not exist"
CRITERIA = (
    Criterion(
        Part.ALL_OF, "Abuse or neglect of the child is known or suspected", Standing.CANNOT_TELL,
        "The record shows neither a child protection plan nor a section 47 enquiry",
    ),
    Criterion(Part.ANY_OF, "The child has died", Standing.MET, "The record shows a death", ("death",)),
    Criterion(Part.ALWAYS_WHEN, "Death in custody", Standing.CANNOT_TELL, asked=True, defects=(DEFECT,)),
)  # fmt: skip


def propose(record: Record, case: Case, *, day: date = DIED, **fields: Any) -> str:
    """Propose a case for a serious incident notification; returns the link's id."""
    detail = {
        "criteria": CRITERIA, "clocks": [NOTIFY_INCIDENT], "note": None, "defects": [],
        "recommended_by": "SCR Sub-group", "decided_by": "Independent Chair",
    }  # fmt: skip
    row = {
        "case_id": case.id, "id": str(uuid.uuid4()), "agency_id": record.agency, "plugin": "review_links",
        "review": "serious_incident_notification", "label": "Serious incident notification",
        "reason": "The record shows a death", "authority": "Children Act 2004, section 16C", "evidence": '["death"]',
        "raised_at": NOON, "subject": "", "day": day_number(day), "detail": orjson.dumps(detail).decode(),
    } | fields  # fmt: skip
    with record._write() as connection:
        connection.execute(insert(review_link).values(row))
    return str(row["id"])


def household(record: Record, case: Case, code: str) -> None:
    """Put a case into a household."""
    row = record.review(case, 20240102)
    with record._write() as connection:
        changed = {"kind": "household", "code": code, "key": f"home|{case.ref}"}
        connection.execute(event.update().where(event.c.id == row["id"]).values(changed))
