"""The selects say of any history what plain Python says of it, on both databases."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08, VOC_09, VOC_21
from lif_plugin.domain.condition import AgeUnder, AllOf, AnyOf, Condition, During, Is, Missing, Not
from lif_plugin.domain.rule import DueAfter, FieldCheck, LastN, Rule
from lif_plugin.rules import CaseSet, evaluate
from lif_plugin.store.tables import case_record, event
from lif_plugin.store.work import Store
from tests.assets import oracle
from tests.assets.oracle import Known, Said
from tests.assets.world import World

NUMBERS = count(1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A leap day and the day after it, and days on which a child born on 1 to 3 May 2013 turns four.
DAYS = [datetime(2016, 2, 28, tzinfo=UTC) + timedelta(n) for n in range(1, 3)] + [
    datetime(2017, 5, 1, tzinfo=UTC) + timedelta(n) for n in range(4)
]
BORN = (20120229, 20130501, 20130503)
CODES = ("PN0", "PN1", "PN4", "PN7")
# Upper and lower case: a server's own language would sort them otherwise than bytes do.
KEYS = st.text("aAzZ#|1", min_size=1, max_size=3)
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
    elif kind == "birth":
        start = datetime.strptime(str(draw(st.sampled_from(BORN))), "%Y%m%d").replace(tzinfo=UTC)
    else:
        fields["code"] = draw(st.sampled_from((None, "M", "A") if kind == "missing" else (None, "C2", "V4")))
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


HISTORIES = histories_of("review", "review", "legal_status", "birth")
LEAVES = st.one_of(
    st.builds(Is, st.just("code"), st.lists(st.sampled_from(CODES), min_size=1, max_size=2).map(tuple)),
    st.builds(
        Is, st.just("held"), st.lists(st.sampled_from(("yes", "no")), min_size=1, max_size=2).map(tuple)
    ),
    st.builds(Missing, st.sampled_from(("code", "born_on", "seq", "held"))),
    st.builds(AgeUnder, st.integers(0, 5)),
    st.builds(
        During,
        st.just("legal_status"),
        st.lists(st.sampled_from(("C2", "V4")), min_size=1, max_size=2).map(tuple),
    ),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
SETTINGS = settings(max_examples=75, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with World(store) as made:
        yield made


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
        "code_raw": fact.code_raw, "held": fact.held, "born_on": fact.born_on, "seq": fact.seq, "detail": "{}",
        "origin": "0:1", "import_id": 1, "seen_by": 1, "recorded_at": 1, "live": True,
    }  # fmt: skip


def check(world: World, rules: Sequence[Rule], histories: Sequence[Sequence[Known]]) -> None:
    """Compare, for sources that cover what the rules are about."""
    cases = CaseSet(store_all(world, histories), as_ms(DAYS[-1]), dict.fromkeys(("review", "missing"), 0))
    for rule in rules:
        template = rule.template
        judge = oracle.field_check if isinstance(template, FieldCheck) else oracle.last_n
        expected = [set(judge(template, history)) for history in histories]  # type: ignore[arg-type]
        assert sql(world, rule, histories, cases) == expected


@SETTINGS
@given(HISTORIES)
def test_the_voice_rules_say_what_plain_python_says(world: World, histories: list[list[Known]]) -> None:
    check(world, (VOC_07, VOC_08, VOC_09), histories)


@SETTINGS
@given(HISTORIES, CONDITIONS, st.none() | CONDITIONS, st.none() | CONDITIONS)
def test_any_field_check_says_what_plain_python_says(
    world: World,
    histories: list[list[Known]],
    gap: Condition,
    about: Condition | None,
    exempt: Condition | None,
) -> None:
    check(world, [of(FieldCheck("review", gap, about, exempt))], histories)


@SETTINGS
@given(HISTORIES, CONDITIONS, st.none() | CONDITIONS, st.integers(1, 3))
def test_any_run_says_what_plain_python_says(
    world: World, histories: list[list[Known]], gap: Condition, about: Condition | None, n: int
) -> None:
    check(world, [of(LastN("review", n, gap, about))], histories)


MOMENTS = st.sampled_from(DAYS[2:]).flatmap(
    lambda day: st.sampled_from((as_ms(day) - 1, as_ms(day), as_ms(day) + oracle.HOUR_MS))
)


@SETTINGS
@given(
    histories_of("missing", "return_interview"),
    MOMENTS,
    st.none() | MOMENTS,
    st.sampled_from((1, 12, 24, 72)),
    st.none() | st.just(VOC_21.template.about),
    st.none() | st.just(Not(Is("held", ("no",)))),
)
def test_any_deadline_says_what_plain_python_says(
    world: World,
    histories: list[list[Known]],
    as_of: int,
    covered: int | None,
    hours: int,
    about: Condition | None,
    met: Condition | None,
) -> None:
    template = DueAfter("missing", "return_interview", hours, about, met)
    until = {"missing": 0} | ({} if covered is None else {"return_interview": covered})
    cases = CaseSet(store_all(world, histories), as_of, until)
    expected = [set(oracle.due_after(template, history, covered, as_of)) for history in histories]
    assert sql(world, of(template), histories, cases) == expected


def of(template: FieldCheck | LastN | DueAfter) -> Rule:
    """A rule with this template."""
    return Rule(
        "TST-01",
        1,
        "",
        "",
        "",
        "made up",
        template,
        VOC_07.addressees,
        VOC_07.severity,
        VOC_07.delivery,
        ("wales",),
    )
