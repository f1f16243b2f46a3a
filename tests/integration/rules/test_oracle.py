"""The selects say of any history what plain Python says of it, on both databases."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08, VOC_09, VOC_21
from lif_plugin.domain.condition import (
    AgeUnder,
    AllOf,
    AnyOf,
    Condition,
    During,
    Ended,
    Is,
    Missing,
    Not,
    Shown,
)
from lif_plugin.domain.rule import DueAfter, FieldCheck, GapSince, LastN, Rule
from lif_plugin.domain.window import Span, Unit, Window
from lif_plugin.rules import CaseSet
from lif_plugin.store.work import Store
from tests.assets import oracle
from tests.assets.days import Source
from tests.assets.histories import CODES, DAYS, as_ms, day_of, histories_of, of, sql, store_all
from tests.assets.oracle import Known
from tests.assets.world import World

HISTORIES = histories_of("review", "review", "legal_status", "birth")
SPANS = st.builds(Span, st.integers(1, 3), st.sampled_from(Unit))
LEAVES = st.one_of(
    st.builds(Is, st.just("code"), st.lists(st.sampled_from(CODES), min_size=1, max_size=2).map(tuple)),
    st.builds(
        Is, st.just("held"), st.lists(st.sampled_from(("yes", "no")), min_size=1, max_size=2).map(tuple)
    ),
    st.builds(Missing, st.sampled_from(("code", "born_on", "seq", "held"))),
    st.builds(AgeUnder, st.integers(0, 5)),
    st.just(Ended()),
    st.builds(
        Shown,
        st.just("legal_status"),
        st.none() | st.just(Is("code", ("C2",))) | st.just(Ended()),
        st.builds(Window, st.none() | SPANS, st.none() | SPANS, st.booleans()),
    ),
    st.builds(
        During,
        st.just("legal_status"),
        st.none() | st.lists(st.sampled_from(("C2", "V4")), min_size=1, max_size=2).map(tuple),
        st.sampled_from(((), ("C2",), ("V4",))),
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
SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
KNOWN = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).filter(lambda pair: pair[0] <= pair[1]),
    max_size=2,
).map(
    lambda spans: sorted((day_of(first - timedelta(2)), day_of(last + timedelta(2))) for first, last in spans)
)
"""Stretches of days that a source knows."""


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with World(store) as made:
        yield made


def check(
    world: World,
    rules: Sequence[Rule],
    histories: Sequence[Sequence[Known]],
    spans: Sequence[tuple[int, int]] = (),
) -> None:
    """Compare, for sources that cover what the rules are about, and legal statuses in some stretches of days."""
    covered = {"legal_status": spans}
    cases = CaseSet(
        store_all(world, histories), as_ms(DAYS[-1]), dict.fromkeys(("review", "missing"), 0), covered
    )
    source = Source(covered, day_of(DAYS[-1]))
    for rule in rules:
        template = rule.template
        judge = oracle.field_check if isinstance(template, FieldCheck) else oracle.last_n
        expected = [set(judge(template, history, source)) for history in histories]  # type: ignore[arg-type]
        assert sql(world, rule, histories, cases) == expected


@SETTINGS
@given(HISTORIES)
def test_the_voice_rules_say_what_plain_python_says(world: World, histories: list[list[Known]]) -> None:
    check(world, (VOC_07, VOC_08, VOC_09), histories)


@SETTINGS
@given(HISTORIES, CONDITIONS, st.none() | CONDITIONS, st.none() | CONDITIONS, KNOWN)
def test_any_field_check_says_what_plain_python_says(
    world: World,
    histories: list[list[Known]],
    gap: Condition,
    about: Condition | None,
    exempt: Condition | None,
    spans: list[tuple[int, int]],
) -> None:
    check(world, [of(FieldCheck("review", gap, about, exempt))], histories, spans)


@SETTINGS
@given(HISTORIES, CONDITIONS, st.none() | CONDITIONS, st.none() | CONDITIONS, st.integers(1, 3))
def test_any_run_says_what_plain_python_says(
    world: World,
    histories: list[list[Known]],
    gap: Condition,
    about: Condition | None,
    exempt: Condition | None,
    n: int,
) -> None:
    check(world, [of(LastN("review", n, gap, about, exempt))], histories)


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
    st.sampled_from((None, AllOf((Is("offered", ("yes",)), Is("accepted", ("no",)))))),
)
def test_any_deadline_says_what_plain_python_says(
    world: World,
    histories: list[list[Known]],
    as_of: int,
    covered: int | None,
    hours: int,
    about: Condition | None,
    met: Condition | None,
    declined: Condition | None,
) -> None:
    template = DueAfter("missing", "return_interview", hours, about, met, declined)
    until = {"missing": 0} | ({} if covered is None else {"return_interview": covered})
    cases = CaseSet(store_all(world, histories), as_of, until)
    expected = [set(oracle.due_after(template, history, covered, as_of)) for history in histories]
    assert sql(world, of(template), histories, cases) == expected


@SETTINGS
@given(
    histories_of("plan", "plan", "visit", "visit"),
    SPANS,
    st.sampled_from(DAYS[2:]),
    KNOWN,
    st.none() | st.just(Is("code", ("CP",))),
    st.none() | st.just(Is("seen", ("yes",))),
    st.none() | st.just(Is("code", ("CIN",))),
    st.sampled_from((0, 0, 1, 2)),
)
def test_any_clock_says_what_plain_python_says(
    world: World,
    histories: list[list[Known]],
    limit: Span,
    as_of: datetime,
    spans: list[tuple[int, int]],
    about: Condition | None,
    met: Condition | None,
    exempt: Condition | None,
    services: int,
) -> None:
    template = GapSince("plan", "visit", limit, about, met, exempt, services)
    cases = CaseSet(store_all(world, histories), as_ms(as_of), {"plan": 0, "visit": 0}, {"visit": spans})
    source = Source({"visit": spans}, day_of(as_of))
    expected = [set(oracle.gap_since(template, history, source)) for history in histories]
    assert sql(world, of(template), histories, cases) == expected
