"""Samples and the forward plan, on SQLite and PostgreSQL: the same again, nominations apart, no month twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lif_plugin.cycle.audits.opening import share_out_members
from lif_plugin.cycle.audits.planning import keep_plan, plan_of, propose_plan
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.sampling import Method, NewSample, Sampled, draw_sample, repeat_sample
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.audit import Exclusion
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.frequency import Rhythm
from lif_plugin.domain.in_force import FrameworkFrom
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, DUE, LEAD, Auditing
from tests.assets.nominated import nominate

P = "single_agency_audit"


@pytest.fixture
def world(store: Store) -> Auditing:
    made = Auditing(store)
    for number in range(4, 9):
        made.cases[f"E-{number}"] = made.record.case(f"E-{number}")
    nominate(made.record, made.cases["E-1"], 20260101)
    return made


@pytest.fixture
def lone(sqlite_store: Store) -> Auditing:
    return Auditing(sqlite_store)


def sampled(world: Auditing, method: Method = Method.RANDOM, size: int = 3, **more: object) -> Sampled:
    wish = {"nominated": 2, "seed": "seven"} | more
    return draw_sample(world.desk, LEAD, NewSample(P, "Voice", method, size, **wish))  # type: ignore[arg-type]


def refs(made: Sampled, part: str) -> list[str]:
    return [one.ref for one in made.members[part]]


def test_sample_is_the_same_on_both_databases_and_again(world: Auditing) -> None:
    made = sampled(world)
    assert (refs(made, "random"), refs(made, "nominated")) == (["E-7", "E-3", "E-9"], ["E-1"])
    assert (made.frames, made.exclusions) == (
        {"nominated": 1, "random": 8},
        {("random", Exclusion.NOMINATED): 1},
    )
    again = repeat_sample(world.desk, LEAD, made.id)
    assert (again.same, again.picked, again.marks_checked, again.marks_wrong) == (True, 4, 9, 0)


def test_what_was_sampled_is_left_out_of_the_next_and_shared_out_by_part(world: Auditing) -> None:
    first = sampled(world)
    second = sampled(world, size=9)
    assert not set(refs(first, "random")) & set(refs(second, "random"))
    assert second.exclusions["random", Exclusion.PICKED_BEFORE] == 3
    assert refs(second, "nominated") == []
    done = share_out_members(world.desk, LEAD, Origin.SAMPLE, first.id, P, ["ada.example"], DUE)
    drawn = {world.see(one.id).row["ref"]: world.see(one.id).row["drawn_as"] for one in done.opened}
    # Of E-7 and E-9 nobody is known to hold the case.
    assert drawn == {"E-1": "nominated", "E-3": "random"}
    assert len(done.without_auditor) == 2


def test_purposive_sample_names_its_cases_and_why(world: Auditing) -> None:
    ids = tuple(world.cases[name].public_id for name in ("E-5", "E-2"))
    made = sampled(world, Method.PURPOSIVE, 0, nominated=0, cases=ids, why="Placed far from home.")
    assert refs(made, "purposive") == ["E-5", "E-2"]
    assert repeat_sample(world.desk, LEAD, made.id).same


def test_sample_that_does_not_fit_is_refused(lone: Auditing) -> None:
    for wish in ({"size": 0}, {"why": "These"}, {"seed": "\n"}, {"nominated": -1}, {"size": 501}):
        with pytest.raises(AuditRefused):
            sampled(lone, **wish)
    with pytest.raises(NotFound):
        sampled(lone, Method.PURPOSIVE, 0, nominated=0, cases=("no such case",), why="Because.")
    with pytest.raises(NotAllowed):
        draw_sample(lone.desk, ADA, NewSample(P, "Voice", Method.RANDOM, 3))


def test_stratified_sample_takes_of_each_stratum_by_its_size(lone: Auditing) -> None:
    for number in range(20, 32):
        case = lone.record.case(f"E-{number}")
        if number < 26:
            lone.record.review(case, 20250101, "", kind="placement")
    made = sampled(lone, Method.STRATIFIED, 8, nominated=0)
    strata = sorted(one.stratum for one in made.members["random"])
    assert (made.frames, strata) == ({"random": 16}, ["in_care"] * 3 + ["other"] * 5)


@pytest.mark.parametrize("framework", framework_ids())
def test_plan_of_a_year_holds_every_programme_with_months_once_and_names_the_others(
    sqlite_store: Store, framework: str
) -> None:
    world = Auditing(sqlite_store, framework)
    proposal = propose_plan(world.desk, LEAD, 202604, quota=5)
    named = {one.programme for one in proposal.months} | {one.programme for one in proposal.unplanned}
    assert named == {one.id for one in load_framework(framework).audit_programmes}
    keys = [(one.programme, one.month) for one in proposal.months]
    assert len(keys) == len(set(keys))
    assert all(202604 <= month <= 202703 for _programme, month in keys)


def test_plan_takes_each_month_by_the_framework_that_is_in_force_then(sqlite_store: Store) -> None:
    world = Auditing(sqlite_store, "hartlepool_hscb")
    later = (FrameworkFrom(20261001, "derby_cypd_2014"),)
    agency = Agency("elmshire", "Elmshire", framework="hartlepool_hscb", framework_from=later)
    with sqlite_store.write(LEAD) as connection:
        save_agency(connection, agency, "test")
    months: dict[str, list[int]] = {}
    for one in propose_plan(world.desk, LEAD, 202604).months:
        months.setdefault(one.scope, []).append(one.month)
    assert months["social care and early intervention case files"] == [
        202610,
        202611,
        202612,
        *range(202701, 202704),
    ]
    hartlepools = "consistency and effectiveness of multi-agency practice; impact; the child's journey"
    assert months[hartlepools] == [202606, 202608]


def test_plan_is_kept_once_and_stands_beside_what_was_done(world: Auditing) -> None:
    every = {P: 1}
    proposal = propose_plan(world.desk, LEAD, 202603, every, quota=5)
    months = [(one.programme, one.month) for one in proposal.months]
    assert [month for programme, month in months if programme == P] == [
        *range(202603, 202613),
        202701,
        202702,
    ]
    assert [month for programme, month in months if programme == "s11_audit"] == [202702]
    assert [month for programme, month in months if programme == "multi_agency_audit"] == [
        202606,
        202608,
        202612,
        202702,
    ]
    assert ("voc_audit", None, Rhythm.UNTURNED) in {
        (one.programme, one.word, one.rhythm) for one in proposal.unplanned
    }
    assert (keep_plan(world.desk, LEAD, proposal), keep_plan(world.desk, LEAD, proposal)) == (
        (17, 0),
        (0, 17),
    )
    world.open()
    lines = {
        (one.planned.programme, one.planned.month): one.opened
        for one in plan_of(world.desk, LEAD, 202603, 202702)
    }
    assert (len(lines), lines[P, 202603], lines[P, 202604]) == (17, 1, 0)
    with pytest.raises(AuditRefused):
        propose_plan(world.desk, LEAD, 202603, {"no_such_programme": 3})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(st.text("abcdef", min_size=1, max_size=8), st.integers(1, 6), st.integers(0, 3))
def test_no_sample_passes_its_size_and_none_holds_a_case_twice(
    lone: Auditing, seed: str, size: int, nominated: int
) -> None:
    made = draw_sample(lone.desk, LEAD, NewSample(P, "Voice", Method.RANDOM, size, nominated, seed))
    found = [one.case_id for drawn in made.members.values() for one in drawn]
    assert len(found) == len(set(found))
    assert len(made.members["random"]) <= size
    assert len(made.members.get("nominated", ())) <= nominated
