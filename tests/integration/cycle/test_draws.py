"""Draws: a pool, a quota, a seed; what is picked, what lapses, and what is left out."""

from dataclasses import replace

import pytest

from lif_plugin.cycle.audits.drawing import AlreadyDrawn, lapse
from lif_plugin.cycle.audits.repeating import repeat_draw
from lif_plugin.domain.audit import AuditSetting, Exclusion, Part
from lif_plugin.domain.record import Event, Purge
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, NotAllowed
from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from tests.assets.audited import QUALITY, bring, draw, nominated, picked, re_referred, stated, states
from tests.assets.world import World

NOMINATED = [f"N-{number:02}" for number in range(12)]
OTHERS = [f"O-{number:02}" for number in range(12)]


def pool(*, month: int = 201801) -> list[Event]:
    """Twelve children referred again in a month, twelve with one referral, all with an open plan."""
    again = [
        one
        for number, ref in enumerate(NOMINATED)
        for one in re_referred(ref, 20170601, month * 100 + 1 + number)
    ]
    plans = [stated("plan", ref, 20170601, code="CIN") for ref in NOMINATED + OTHERS]
    return again + [one for ref in OTHERS for one in re_referred(ref, 20170601)] + plans


def test_a_draw_picks_up_to_its_quotas_and_reports_the_parts_apart(world: World) -> None:
    bring(world, *pool())
    drawn = draw(world, 201801)
    assert (len(picked(drawn, Part.NOMINATED)), len(picked(drawn, Part.RANDOM))) == (6, 2)
    assert drawn.frames == {Part.NOMINATED: 12, Part.RANDOM: 12}


def test_a_draw_is_the_same_on_both_databases_and_by_hand(world: World) -> None:
    """They are those for whom `printf 'seven|nominated|made|N-09' | sha256sum` and so on comes first."""
    bring(world, *pool())
    drawn = draw(world, 201801)
    assert picked(drawn, Part.NOMINATED) == ["N-09", "N-01", "N-02", "N-11", "N-10", "N-06"]
    assert picked(drawn, Part.RANDOM) == ["O-08", "O-07"]


def test_a_nominated_case_never_counts_as_random(lone: World) -> None:
    bring(lone, *pool())
    drawn = draw(lone, 201801, quota=0, by_chance=50)
    assert picked(drawn, Part.NOMINATED) == []
    assert sorted(picked(drawn, Part.RANDOM)) == OTHERS
    assert drawn.exclusions == {(Part.RANDOM, Exclusion.NOMINATED): 12}


def test_a_draw_is_repeated_from_what_was_kept_after_a_restart(world: World, store_url: str) -> None:
    bring(world, *pool())
    drawn = draw(world, 201801)
    again = Store(make_engine(store_url))
    repeated = repeat_draw(again, QUALITY, drawn.id)
    again.close()
    assert (repeated.same, repeated.picked, repeated.seed) == (True, 8, "seven")
    assert (repeated.marks_checked, repeated.marks_wrong) == (24, 0)


def test_a_draw_is_repeated_though_a_case_was_removed_since(world: World) -> None:
    bring(world, *pool())
    drawn = draw(world, 201801)
    bring(world, Purge("made.csv", 1, "N-10"))
    repeated = repeat_draw(world.store, QUALITY, drawn.id)
    assert (repeated.same, repeated.marks_checked, repeated.marks_wrong) == (True, 23, 0)


def test_another_seed_gives_other_cases(lone: World) -> None:
    bring(lone, *pool())
    assert picked(draw(lone, 201801, "eight"), Part.NOMINATED)[0] != "N-09"


def test_a_seed_is_made_and_kept_where_none_is_given(lone: World) -> None:
    bring(lone, *pool())
    drawn = draw(lone, 201801, None)  # type: ignore[arg-type]
    assert len(drawn.seed) == 16
    assert repeat_draw(lone.store, QUALITY, drawn.id).seed == drawn.seed


def test_a_month_is_drawn_once_for_each_programme(lone: World) -> None:
    bring(lone, *pool())
    draw(lone, 201801)
    with pytest.raises(AlreadyDrawn):
        draw(lone, 201801, "eight")


def test_a_picked_case_is_not_picked_again_within_twelve_months(world: World) -> None:
    bring(world, *pool())
    first = draw(world, 201801, quota=50)
    bring(world, *re_referred("N-00", 20180215), scope="2018")
    later = draw(world, 201802, quota=50)
    assert len(picked(first, Part.NOMINATED)) == 12
    assert picked(later, Part.NOMINATED) == []
    assert later.exclusions[Part.NOMINATED, Exclusion.PICKED_BEFORE] == 1


def test_a_picked_case_may_be_picked_again_after_twelve_months(lone: World) -> None:
    bring(lone, *pool(), *re_referred("N-00", 20190101), until=20190331)
    draw(lone, 201801, quota=50)
    assert picked(draw(lone, 201901, quota=50), Part.NOMINATED) == ["N-00"]


def test_what_is_not_picked_waits_and_lapses_after_its_months(world: World) -> None:
    bring(world, *re_referred("E-1", 20170601, 20170901))
    assert lapse(world.store, QUALITY, 20171201) == 0
    assert states(world) == {"E-1": "pooled"}
    assert lapse(world.store, QUALITY, 20171202) == 1
    assert states(world) == {"E-1": "lapsed"}


def test_a_draw_lets_lapse_what_is_due(lone: World) -> None:
    bring(lone, *re_referred("E-1", 20160601, 20160901), *pool())
    drawn = draw(lone, 201801)
    assert (drawn.lapsed, states(lone)["E-1"]) == (1, "lapsed")


def test_a_lapsed_nomination_does_not_come_back_for_what_was_known(lone: World) -> None:
    bring(lone, *re_referred("E-1", 20170601, 20170901))
    lapse(lone.store, QUALITY, 20171231)
    bring(lone, *re_referred("E-1", 20170601, 20170901), *re_referred("E-2", 20170601))
    assert states(lone) == {"E-1": "lapsed"}


def test_a_withdrawn_trigger_ends_its_nomination(world: World) -> None:
    number = bring(world, *re_referred("E-1", 20170601))
    bring(world, *re_referred("E-1", 20170901), scope="2018")
    assert states(world) == {"E-1": "pooled"}
    world.undo(number + 1)
    assert states(world) == {"E-1": "withdrawn"}
    assert draw(world, 201709).frames[Part.NOMINATED] == 0


def test_a_picked_nomination_stays_though_its_trigger_is_withdrawn(world: World) -> None:
    number = bring(world, *re_referred("E-1", 20170601))
    bring(world, *re_referred("E-1", 20170901), scope="2018")
    drawn = draw(world, 201709)
    world.undo(number + 1)
    assert states(world) == {"E-1": "picked"}
    assert picked(drawn, Part.NOMINATED) == ["E-1"]


def test_a_closed_case_is_picked_and_said_to_be_closed(lone: World) -> None:
    closed = stated("plan", "E-1", 20170601, 20170801, code="CIN")
    bring(lone, *re_referred("E-1", 20170601, 20170901), closed)
    (pick,) = draw(lone, 201709).picks
    assert (pick.case.ref, pick.case.is_open) == ("E-1", False)


def test_a_closed_case_is_left_out_where_the_agency_says_so(lone: World) -> None:
    lone.save(replace(lone.agency, audits=AuditSetting(closed=False)))
    bring(
        lone, *re_referred("E-1", 20170601, 20170901), stated("plan", "E-1", 20170601, 20170801, code="CIN")
    )
    drawn = draw(lone, 201709)
    assert (drawn.picks, drawn.exclusions[Part.NOMINATED, Exclusion.CLOSED]) == ((), 1)


def test_a_case_that_was_removed_is_not_picked(lone: World) -> None:
    bring(lone, *re_referred("E-1", 20170601, 20170901))
    bring(lone, Purge("made.csv", 1, "E-1"))
    assert draw(lone, 201709).picks == ()
    assert nominated(lone) == {}


def test_the_pool_of_a_month_holds_nothing_met_later(lone: World) -> None:
    bring(lone, *re_referred("E-1", 20170601, 20170901))
    assert draw(lone, 201708).frames[Part.NOMINATED] == 0


def test_a_case_of_several_triggers_is_in_the_frame_once(lone: World) -> None:
    missing = [stated("missing", "E-1", day, day, code="M") for day in (20170901, 20170902, 20170903)]
    bring(lone, *re_referred("E-1", 20170601, 20170905), *missing)
    (pick,) = draw(lone, 201709).picks
    assert (pick.case.stratum, pick.case.triggers) == (
        "repeatedly_missing",
        ("repeatedly_missing", "re_referral"),
    )


def test_a_later_occasion_of_a_trigger_is_another_nomination(lone: World) -> None:
    days = (20170601, 20170602, 20170603, 20170604)
    bring(lone, *(stated("missing", "E-1", day, day, code="M") for day in days))
    lapse(lone.store, QUALITY, 20171231)
    more = [stated("missing", "E-1", day, day, code="M") for day in (20170610, 20170611)]
    bring(lone, *more, scope="2018")
    assert nominated(lone) == {("E-1", "repeatedly_missing"): 20170611}


@pytest.mark.parametrize("month", [201713, 0, 99])
def test_a_month_that_is_none_is_refused_and_nothing_is_drawn(lone: World, month: int) -> None:
    with pytest.raises(BadSetting):
        draw(lone, month)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.QUALITY, Role.SYSTEM}))
def test_only_the_quality_team_draws(lone: World, role: Role) -> None:
    viewer = Viewer("elmshire", frozenset({role}), "casework", "sam.example")
    with pytest.raises(NotAllowed):
        lapse(lone.store, viewer, 20171231)


def test_another_agencys_nominations_are_in_no_frame(world: World) -> None:
    bring(world, *pool())
    other = World(world.store, replace(world.agency, id="oakshire", name="Oakshire"), world.plugins)
    with other:
        others = replace(QUALITY, agency="oakshire")
        assert lapse(world.store, others, 20300101) == 0
    assert draw(world, 201801).frames[Part.NOMINATED] == 12
