"""A child's record as events; what is odd in it; what asks to be removed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lif_adapter_dfe_api import reader
from lif_plugin.domain.record import Purge
from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.dfe_api.reading import Reading, read_files

Take = Callable[..., Reading]


def record(**episode: Any) -> dict[str, Any]:
    return {"la_child_id": "INV1", "mis_child_id": "S-INV1", "purge": False,
            "social_care_episodes": [{"social_care_episode_id": "E1", "referral_date": "2024-01-05", **episode}]}  # fmt: skip


def person(**details: Any) -> dict[str, Any]:
    return {
        "la_child_id": "INV1",
        "child_details": {"first_name": "Invented", "date_of_birth": "2011-03-04", **details},
    }


@pytest.mark.parametrize(
    ("flag", "outcome"), [(True, "NFA"), (False, "ACTION"), ("true", "NFA"), (1, "NFA"), (None, None)]
)
def test_referral_says_whether_it_went_further(take: Take, flag: object, outcome: str | None) -> None:
    event = take(record(referral_source="1C", referral_no_further_action_flag=flag)).one("referral")
    assert (event.key, event.occurred_day, event.fields["code"]) == (
        "INV1|episode:E1|referral",
        20240105,
        "1C",
    )
    assert event.fields.get("outcome") == outcome


def test_death_that_closed_an_episode_is_a_death_of_the_period(take: Take) -> None:
    reading = take(record(closure_date="2024-02-01", closure_reason="RC2"))
    assert (reading.one("death").occurred_day, reading.one("death").precision) == (20240201, "period")
    assert reading.one("closure").fields["code"] == "RC2"


def test_enquiry_has_its_conference(take: Take) -> None:
    enquiry = {"section_47_assessment_id": "S1", "start_date": "2024-01-10", "icpc_date": "2024-01-24"}
    reading = take(record(section_47_assessments=[enquiry]))
    assert reading.one("section_47").fields == {"outcome": "CONFERENCE"}
    assert reading.one("conference").fields == {"code": "ICPC", "held": "yes"}


def test_placement_that_ends_care_closes_and_one_that_goes_on_does_not(take: Take) -> None:
    def placed(reason: str) -> Reading:
        one = {"child_looked_after_placement_id": "P1", "start_date": "2024-01-10", "end_date": "2024-02-10",
               "placement_type": "U4", "end_reason": reason, "change_reason": "CHILD"}  # fmt: skip
        return take(record(child_looked_after_placements=[one]))

    assert placed("X1").of("closure") == []
    assert placed("E4A").one("closure").occurred_day == 20240210
    assert placed("E2").one("death").occurred_day == 20240210
    assert placed("X1").one("placement").fields == {"code": "U4", "reason": "CHILD", "outcome": "X1"}


def test_factors_are_needs_of_the_day_of_authorisation(take: Take) -> None:
    one = {"child_and_family_assessment_id": "A1", "start_date": "2024-01-10", "authorisation_date": "2024-02-10",
           "factors": ["11a", "21", "1Z"]}  # fmt: skip
    reading = take(record(child_and_family_assessments=[one]))
    assert [(event.fields["code"], event.occurred_day) for event in reading.of("need")] == [("11A", 20240210)]
    assert reading.reasons == [
        ("social_care_episodes[0].child_and_family_assessments[0].factors", "unknown_code")
    ]


def test_names_numbers_and_postcodes_are_not_taken(take: Take) -> None:
    reading = take(person(surname="Person", unique_pupil_number="Z1", postcode="ZZ99 9ZZ", sex="F"))
    assert reading.one("birth").fields == {"code": "F", "born_on": 20110304}
    assert [word for word in ("Invented", "Person", "Z1", "ZZ99") if word in str(reading.events)] == []


def test_referral_that_went_further_holds_a_case_open_until_its_closure(take: Take) -> None:
    assert take(record()).one("case").until_day is None
    closed = take(record(referral_no_further_action_flag=False, closure_date="2024-02-01")).one("case")
    assert (closed.occurred_day, closed.until_day, closed.fields) == (20240105, 20240201, {"code": "CIN"})
    assert take(record(referral_no_further_action_flag=True)).of("case") == []


def test_removal_of_a_child_goes_for_all_of_it_and_nothing_is_read(take: Take) -> None:
    reading = take({**record(), "purge": True})
    assert (reading.events, reading.purges) == ([], [Purge("day.json", 1, "INV1", "")])


def test_removal_of_one_plan_leaves_the_rest(take: Take) -> None:
    plans = [
        {"child_protection_plan_id": f"CP{number}", "start_date": "2024-01-10", "purge": number == 2}
        for number in (1, 2, 22)
    ]
    reading = take(record(child_protection_plans=plans))
    assert [event.key for event in reading.of("plan")] == [
        "INV1|episode:E1|cp:CP1|plan",
        "INV1|episode:E1|cp:CP22|plan",
    ]
    assert reading.purges == [Purge("day.json", 1, "INV1", "INV1|episode:E1|cp:CP2|")]


def test_removal_of_an_episode_goes_for_all_that_is_in_it(take: Take) -> None:
    plan = {"child_protection_plan_id": "CP1", "start_date": "2024-01-10"}
    before, after = take(record(child_protection_plans=[plan])), take(record(purge=True))
    (purge,) = after.purges
    assert [event.kind for event in before.events if event.key.startswith(purge.key_prefix)] == [
        "referral",
        "case",
        "plan",
    ]
    assert take(record(purge=True, child_protection_plans=[plan])).events == []


@pytest.mark.parametrize("member", ["child_details", "health_and_wellbeing"])
def test_removal_of_what_a_child_has_once_names_its_place(take: Take, member: str) -> None:
    full = {**person(), "health_and_wellbeing": {"sdq_assessments": [{"date": "2024-01-05", "score": 4}]}}
    (purge,) = take({**full, member: {"purge": "true"}}).purges
    gone = [event.kind for event in take(full).events if event.key.startswith(purge.key_prefix)]
    assert gone == (["birth"] if member == "child_details" else ["health_check"])


def test_removal_of_an_object_without_an_id_is_refused_with_its_path(take: Take) -> None:
    reading = take(record(child_protection_plans=[{"purge": True}]))
    assert reading.purges == []
    assert (reading.refusal.field, reading.refusal.reason) == (
        "social_care_episodes[0].child_protection_plans[0].purge",
        "purge_of_what",
    )


def test_ids_of_any_length_and_letters_give_keys_that_can_be_kept(take: Take) -> None:
    long = "a|" * 60
    plan = {"child_in_need_plan_id": long, "start_date": "2024-01-10"}
    reading = take(
        {**record(social_care_episode_id=long, child_in_need_plans=[plan]), "la_child_id": "C" * 100}
    )
    (key,) = {event.key for event in reading.of("plan")}
    assert (len(key) <= 200, key.count("|")) == (True, 3)


def test_adopted_child_with_a_new_id_is_another_child(take: Take) -> None:
    old, new = (
        person(unique_pupil_number="Z1"),
        {**person(former_unique_pupil_number="Z1"), "la_child_id": "INV9"},
    )
    reading = take({**old, "mis_child_id": "S1"}, {**new, "mis_child_id": "S1"})
    assert {event.case_ref for event in reading.events} == {"INV1", "INV9"}
    assert [word for word in ("Z1", "S1") if word in str(reading.events)] == []


def test_identifiers_alone_say_nothing(take: Take) -> None:
    reading = take({"la_child_id": "INV1", "mis_child_id": "S-INV1", "purge": False})
    assert (len(reading.rows), reading.events, reading.reasons) == (1, [], [(None, "only_identifiers")])


def test_object_without_its_day_is_refused_by_its_path_and_the_rest_is_in(take: Take) -> None:
    plans = [{"child_in_need_plan_id": "P1"}, {"child_in_need_plan_id": "P2", "start_date": "2024-01-10"}]
    reading = take(record(child_in_need_plans=plans))
    assert (reading.refusal.field, reading.refusal.reason) == (
        "social_care_episodes[0].child_in_need_plans[0].start_date",
        "no_date",
    )
    assert (len(reading.of("plan")), len(reading.of("referral"))) == (1, 1)


@pytest.mark.parametrize("written", ["17/12/20099", "2024-13-01", "soon"])
def test_day_that_is_none_is_kept_beside_the_birth(take: Take, written: str) -> None:
    reading = take(person(date_of_birth=written))
    assert (reading.of("birth"), reading.reasons) == (
        [],
        [("child_details.date_of_birth", "unreadable_date")],
    )
    assert written not in reading.notices[0].message


@pytest.mark.parametrize("child", ["", None, "   "])
def test_record_without_a_child_is_refused(take: Take, child: str | None) -> None:
    reading = take({**record(), "la_child_id": child}, {**record(), "la_child_id": "INV2"})
    assert (reading.refusal.number, reading.refusal.reason) == (1, "no_child")
    assert {event.case_ref for event in reading.events} == {"INV2"}


@pytest.mark.parametrize("value", ["text", 3, [["x"]]])
def test_what_should_be_objects_and_is_not_is_refused_by_its_path(take: Take, value: object) -> None:
    reading = take({**record(), "child_details": value})
    assert reading.refusal.reason == "not_an_object"
    assert str(reading.refusal.field).startswith("child_details")


def test_later_record_of_a_child_states_the_same_keys(take: Take) -> None:
    reading = take(record(referral_source="6"), record(referral_source="1C"))
    assert [event.key for event in reading.of("referral")] == ["INV1|episode:E1|referral"] * 2
    assert reading.reasons == []


def test_two_objects_with_one_id_in_a_record_are_both_kept(take: Take) -> None:
    plan = {"child_in_need_plan_id": "P1", "start_date": "2024-01-10"}
    reading = take(record(child_in_need_plans=[plan, plan]))
    assert [event.key for event in reading.of("plan")] == [
        "INV1|episode:E1|cin:P1|plan",
        "INV1|episode:E1|cin:P1|plan#2",
    ]


def test_unknown_member_is_named_and_not_read(take: Take) -> None:
    reading = take({**record(), "shoe_size": "39"})
    assert reading.reasons == [("shoe_size", "unknown_member")]


def test_changed_records_cover_nothing_unless_the_period_is_given(take: Take) -> None:
    assert take(record()).delivery.coverage == ()
    stated = take(record(), first_day=20240101, last_day=20240131).delivery.coverage
    assert {(entry.first_day, entry.last_day) for entry in stated} == {(20240101, 20240131)}
    assert "visit" not in {entry.kind for entry in stated}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"la_child_id": "INV1", "child_', "no whole JSON: it breaks at line 1"),
        ("[" * 200_000, "no (whole )?JSON"),
        ('[{"id": 1}]', "holds no record of the daily data API"),
        ("CHILD,DOB", "no whole JSON"),
        ("[]", "holds no record"),
    ],
)
def test_file_that_is_no_submission_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "day.json"
    path.write_text(text)
    with pytest.raises(UnreadableInput, match=rf"day\.json .*{said}"):
        read_files(path)


def test_file_that_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LARGEST", 10)
    path = tmp_path / "day.json"
    path.write_text('[{"la_child_id": "INV1"}]')
    with pytest.raises(UnreadableInput, match=r"day\.json is larger than"):
        read_files(path)


def test_byte_order_mark_and_the_outer_wrapper_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    path.write_bytes(
        b'\xef\xbb\xbf{"la_code": 999, "children": [{"la_child_id": "INV1", "child_details": {"date_of_birth": "2011-03-04"}}]}'
    )
    assert read_files(path).one("birth").case_ref == "INV1"
