"""Tells the worker that something stands on a record: a note with its unread badge, and a pushed notification."""

from typing import Any, Final

from trytond import backend
from trytond.bus import notify
from trytond.pool import Pool

TITLE: Final = {"prompt": "A question about a record", "notice": "An audit notice"}


def tell_worker(patient: Any, kind: str, text: str) -> int | None:
    """Leave a note on the newest assessment and push its title to who made it; gives the note's number.

    What is pushed names nobody: it may light up on a screen that others see.
    """
    assessments = (
        Pool()
        .get("gnuhealth.ses.assessment")
        .search([("patient", "=", patient.id)], order=[("assessment_date", "DESC"), ("id", "DESC")], limit=1)
    )
    if not assessments:
        return None
    [newest] = assessments
    [note] = Pool().get("ir.note").create([{"resource": str(newest), "message": text}])
    worker = newest.health_professional and newest.health_professional.party.internal_user
    if worker and backend.name == "postgresql":
        notify(TITLE[kind], "It stands on the form of the assessment.", user=worker.id)
    return int(note.id)
