"""What lif_plugin is told of a patient: that there is an assessment and a view, and when; no name, no word of anybody."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sql import Null
from sql.aggregate import Max
from sql.conditionals import Coalesce
from trytond.pool import Pool
from trytond.transaction import Transaction

from .settings import read_settings


def moved_patients(since: datetime | None, after: int, limit: int) -> list[int]:
    """The patients that are told of and moved since a time, by number, from after one of them."""
    assessment = Pool().get("gnuhealth.ses.assessment").__table__()
    patient, party = _tables()
    query = patient.join(party, condition=patient.party == party.id)
    where = _in_scope(party) & (patient.id > after)
    if since is None:
        where &= patient.id.in_(assessment.select(assessment.patient))
    else:
        message = Pool().get("lif.message").__table__()
        touched = assessment.select(assessment.patient, where=_moved(assessment) >= since)
        told = message.select(message.patient, where=message.create_date >= since)
        own = (_moved(patient) >= since) | (_moved(party) >= since)
        held = patient.id.in_(assessment.select(assessment.patient))
        where &= patient.id.in_(touched) | patient.id.in_(told) | (own & held)
    cursor = Transaction().connection.cursor()
    cursor.execute(*query.select(patient.id, where=where, order_by=patient.id, limit=limit))
    return [row[0] for row in cursor.fetchall()]


def told_of(patients: Collection[int]) -> list[int]:
    """Those of these patients of whom is told at all: there is an assessment, and they are under age or nobody knows."""
    assessment = Pool().get("gnuhealth.ses.assessment").__table__()
    patient, party = _tables()
    query = patient.join(party, condition=patient.party == party.id).select(
        patient.id,
        where=_in_scope(party)
        & patient.id.in_(list(patients))
        & patient.id.in_(assessment.select(assessment.patient)),
    )
    cursor = Transaction().connection.cursor()
    cursor.execute(*query)
    return [row[0] for row in cursor.fetchall()]


def cases_of(patients: Collection[int]) -> list[dict[str, Any]]:
    """These patients as they now stand, in the order of their numbers."""
    if not patients:
        return []
    pool = Pool()
    with Transaction().set_context(active_test=False):
        records = pool.get("gnuhealth.patient").browse(sorted(patients))
        found: dict[int, list[Any]] = {}
        search = [("patient", "in", list(patients))]
        for one in pool.get("gnuhealth.ses.assessment").search(search, order=[("id", "ASC")]):
            found.setdefault(one.patient.id, []).append(one)
    beside = _beside(patients)
    return [_case(one, found.get(one.id, []), beside.get(one.id)) for one in records]


def _tables() -> tuple[Any, Any]:
    return Pool().get("gnuhealth.patient").__table__(), Pool().get("party.party").__table__()


def _in_scope(party: Any) -> Any:
    """Under age today, or nobody knows."""
    today = datetime.now(UTC).date()
    age = read_settings().until_age
    youngest = date(today.year - age, today.month, min(today.day, 28)) - timedelta(days=4)
    # A few days more than the age: whoever asks reckons in their own zone, and leaves out who is over it.
    return (party.dob == Null) | (party.dob >= youngest)


def _moved(table: Any) -> Any:
    return Coalesce(table.write_date, table.create_date)


def _beside(patients: Collection[int]) -> dict[int, datetime]:
    """When something was told, or answered, of these patients last: a deletion leaves no other trace."""
    message = Pool().get("lif.message").__table__()
    cursor = Transaction().connection.cursor()
    query = message.select(
        message.patient,
        Max(message.create_date),
        where=message.patient.in_(list(patients)),
        group_by=message.patient,
    )
    cursor.execute(*query)
    return {row[0]: _time(row[1]) for row in cursor.fetchall()}


def _time(value: Any) -> datetime:
    """A time as Python has it: SQLite gives some as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _case(patient: Any, assessments: list[Any], beside: datetime | None) -> dict[str, Any]:
    party = patient.party
    moves = [one.write_date or one.create_date for one in (party, patient, *assessments)]
    return {
        "ref": str(patient.id),
        "moved_at": max(milliseconds(one) for one in (*moves, beside) if one is not None),
        "born_on": party.dob.isoformat() if party.dob else None,
        "sex": party.gender or None,
        "died": bool(party.deceased),
        "active": bool(party.active),
        "assessments": [_assessment(one) for one in assessments],
    }


def _assessment(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": _zulu(one.assessment_date or one.create_date),
        "state": one.state,
        "view": one.own_view,
        "professional": str(one.health_professional.id) if one.health_professional else None,
    }


def _zulu(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC, microsecond=0).isoformat().replace("+00:00", "Z")


def milliseconds(moment: datetime) -> int:
    """UTC milliseconds of a time that Tryton keeps in UTC without saying so."""
    return round(moment.replace(tzinfo=UTC).timestamp() * 1000)


def answers_of(prompts: Iterable[Any]) -> list[dict[str, Any]]:
    """The answers among prompts."""
    return [
        {
            "identity": one.identity,
            "ref": str(one.patient.id),
            "receipt": str(one.id),
            "by": str(one.answered_by.id) if one.answered_by else "",
            "at": milliseconds(one.ended_at),
            "text": one.answer_text(),
        }
        for one in prompts
        if one.state == "answered"
    ]
