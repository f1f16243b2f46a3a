"""Made-up histories of cases: drawn, put into a store, and asked about by a rule's select."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import insert

from lif_plugin.domain.rule import Channel, Rule, Severity, Template
from lif_plugin.domain.viewer import Role
from lif_plugin.rules import CaseSet, evaluate
from lif_plugin.store.tables import case_record, event
from tests.assets.oracle import Known, Said
from tests.assets.world import World

NUMBERS = count(1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A leap day and the day after it, and days on which a child born on 1 to 3 May 2013 turns four; the first of
# May 2017 was a bank holiday.
DAYS = [datetime(2016, 2, 28, tzinfo=UTC) + timedelta(n) for n in range(1, 3)] + [
    datetime(2017, 5, 1, tzinfo=UTC) + timedelta(n) for n in range(4)
]
BORN = (20120229, 20130501, 20130503)
CODES = ("PN0", "PN1", "PN4", "PN7")
# Upper and lower case: a server's own language would sort them otherwise than bytes do.
KEYS = st.text("aAzZ#|1", min_size=1, max_size=3)
SPELLS = {
    "missing": (None, "M", "A"),
    "legal_status": (None, "C2", "V4"),
    "plan": (None, "CP", "CP", "CIN"),
}
TRI = st.sampled_from((None, "yes", "no", "not_applicable"))


def as_ms(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def day_of(moment: datetime) -> int:
    return int(moment.strftime("%Y%m%d"))


@st.composite
def moments(draw: st.DrawFn, precision: str) -> datetime:
    """A day's start, or a time of it where the time is known."""
    hours = draw(st.sampled_from((0, 1, 12))) if precision == "minute" else 0
    return draw(st.sampled_from(DAYS)) + timedelta(hours=hours)


@st.composite
def facts(draw: st.DrawFn, *kinds: str) -> Known:
    kind = draw(st.sampled_from(kinds))
    precision = draw(st.sampled_from(("day", "day", "minute", "month")))
    start = draw(moments(precision))
    fields: dict[str, Any] = {"seq": draw(st.sampled_from((None, 1, 2)))}
    until: datetime | None = None
    if kind == "review":
        fields["code"] = draw(st.sampled_from((None, *CODES)))
        fields["code_raw"] = draw(st.sampled_from((None, "PN9")))
        fields["born_on"] = draw(st.sampled_from((None, *BORN)))
        fields["held"] = draw(TRI)
    elif kind == "return_interview":
        fields["held"] = draw(TRI)
        fields["offered"], fields["accepted"] = draw(TRI), draw(TRI)
    elif kind == "visit":
        fields["seen"] = draw(st.sampled_from((None, "yes", "yes", "no")))
        fields["service"] = draw(st.sampled_from((None, "health", "police")))
    elif kind == "birth":
        start = datetime.strptime(str(draw(st.sampled_from(BORN))), "%Y%m%d").replace(tzinfo=UTC)
    else:
        fields["code"] = draw(st.sampled_from(SPELLS[kind]))
        until = draw(st.none() | moments(precision).filter(lambda end: end >= start))
    return Known(
        kind,
        f"{kind}|{draw(KEYS)}",
        day_of(start),
        as_ms(start),
        day_of(until) if until else None,
        as_ms(until) if until else None,
        precision,
        **fields,
    )


def histories_of(*kinds: str) -> st.SearchStrategy[list[list[Known]]]:
    history = st.lists(facts(*kinds), max_size=7, unique_by=lambda fact: fact.key)
    return st.lists(history, min_size=1, max_size=3)


def sql(world: World, rule: Rule, histories: Sequence[Sequence[Known]], cases: CaseSet) -> list[set[Said]]:
    """What the select says, for each history."""
    with world.store.read(world.viewer) as connection:
        found = evaluate(connection, rule, cases)
        keys = {
            row.id: row.key
            for row in connection.execute(
                event.select()
                .where(event.c.case_id.in_(cases.case_ids))
                .with_only_columns(event.c.id, event.c.key)
            )
        }
    return [
        {
            Said(
                one.subject,
                one.state,
                one.reason,
                tuple(keys[i] for i in one.evidence_ids),
                one.due_at,
                one.text,
            )
            for one in found
            if one.case_id == case_id
        }
        for case_id in cases.case_ids
    ]


def store_all(world: World, histories: Sequence[Sequence[Known]]) -> list[int]:
    """Put each history into a new case; gives the cases."""
    ids = []
    with world.store.write(world.viewer) as connection:
        for history in histories:
            number = next(NUMBERS)
            made = connection.execute(
                insert(case_record).values(
                    agency_id=world.agency.id, source="made", ref=f"E-{number}", public_id=str(number),
                    version=1, stale=False, is_held=True,
                )
            ).inserted_primary_key  # fmt: skip
            assert made is not None
            ids.append(made[0])
            rows = [_row(world, made[0], fact) for fact in history]
            if rows:
                connection.execute(insert(event), rows)
    return ids


def _row(world: World, case_id: int, fact: Known) -> dict[str, Any]:
    number = next(NUMBERS)
    return {
        "case_id": case_id, "id": number, "agency_id": world.agency.id, "source": "made", "scope": f"{case_id}",
        "key": fact.key, "digest": "d", "kind": fact.kind, "occurred_at": fact.at, "occurred_day": fact.day,
        "until_at": fact.until_at, "until_day": fact.until_day, "precision": fact.precision, "code": fact.code,
        "code_raw": fact.code_raw, "held": fact.held, "seen": fact.seen,
        "alone": fact.alone, "offered": fact.offered, "accepted": fact.accepted, "service": fact.service, "born_on": fact.born_on, "seq": fact.seq, "detail": "{}",
        "origin": "0:1", "import_id": 1, "seen_by": 1, "recorded_at": 1, "live": True,
    }  # fmt: skip


def of(template: Template) -> Rule:
    """A rule with this template."""
    return Rule(
        "TST-01",
        1,
        "",
        "",
        "",
        "made up",
        template,
        (Role.IRO,),
        Severity.WARNING,
        Channel.DIGEST,
        ("wales",),
    )
