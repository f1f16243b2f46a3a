"""Episodes, reviews, missing episodes, workers and liberty orders as events."""

from collections.abc import Callable

import pytest

from tests.unit.adapters.ssda903.reading import Reading

Take = Callable[..., Reading]
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE"
MISSING = "CHILD,DOB,MISSING,MIS_START,MIS_END"
WORKERS = "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON"


def test_review_says_how_and_how_old(take: Take) -> None:
    event = take(REVIEWS, "A1,17/12/1999,11/08/2017,PN4").event
    assert event[:4] == ("review", "A1", "review|A1|20170811", 20170811)
    assert event.fields == {"code": "PN4", "held": "yes", "seq": 1, "born_on": 19991217}
    assert (event.detail, event.until_day, event.precision) == ({}, None, "day")


def test_review_without_a_code_is_unknown_not_silent(take: Take) -> None:
    assert take(REVIEWS, "A1,17/12/1999,11/08/2017,").event.fields == {
        "held": "yes",
        "seq": 1,
        "born_on": 19991217,
    }


def test_review_with_an_unknown_code_keeps_its_text(take: Take) -> None:
    reading = take(REVIEWS, "A1,17/12/1999,11/08/2017,rang in")
    assert reading.event.fields["code_raw"] == "rang in"
    assert "code" not in reading.event.fields
    assert reading.reasons == [("REVIEW_CODE", "unknown_code")]


def test_birth_date_that_is_none_is_kept_beside_the_review(take: Take) -> None:
    reading = take(REVIEWS, "A1,17/12/19999,11/08/2017,PN1")
    assert "born_on" not in reading.event.fields
    assert reading.event.detail == {"DOB_raw": "17/12/19999"}
    assert reading.reasons == [("DOB", "unreadable_date")]


def test_rows_of_the_same_child_and_day_are_all_kept_and_told_apart(take: Take) -> None:
    row = "A1,17/12/1999,11/08/2017,PN1"
    reading = take(REVIEWS, row, row, "A1,17/12/1999,11/08/2017,PN7")
    keys = ["review|A1|20170811", "review|A1|20170811#2", "review|A1|20170811#3"]
    assert [(event.key, event.fields["seq"]) for event in reading.events] == list(
        zip(keys, (1, 2, 3), strict=True)
    )
    assert reading.reasons == [("REVIEW", "repeated_key")] * 2


def test_each_row_states_its_own_birth_date(take: Take) -> None:
    reading = take(REVIEWS, "A1,17/12/1999,11/08/2017,PN1", "A1,18/12/1999,12/08/2017,PN1")
    assert [event.fields["born_on"] for event in reading.events] == [19991217, 19991218]


def test_reviews_outside_the_year_are_counted_once_for_the_file(take: Take) -> None:
    reading = take(
        REVIEWS, "A1,,31/03/2017,PN1", "A1,,01/04/2017,PN1", "A1,,31/03/2018,PN1", "A1,,01/04/2018,PN1"
    )
    (notice,) = reading.notices
    assert (len(reading.rows), notice.field, notice.reason, notice.number) == (4, "REVIEW", "outside_year", 2)
    assert "2 rows lies outside the collection year 2017-18" in notice.message


def test_episode_is_placement_status_and_need_until_it_ends(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,S,C1,N1,U4,PR1,31/10/2017,X1,CHILD,V28 5OY,H8 7NR,1679094")
    placement, status, need = reading.events
    assert placement[:4] == ("placement", "A1", "placement|A1|20170409", 20170409)
    assert placement.fields == {"code": "U4", "reason": "CHILD", "seq": 1, "outcome": "X1"}
    assert placement.detail == {"PLACE_PROVIDER": "PR1", "RNE": "S"}
    assert (status.kind, status.key, status.fields["code"]) == (
        "legal_status",
        "legal_status|A1|20170409",
        "C1",
    )
    assert (need.kind, need.key, need.fields["code"]) == ("need", "need|EP|A1|20170409", "N1")
    assert {event.until_day for event in reading.events} == {20171031}


def test_addresses_and_numbers_of_places_are_not_taken(take: Take) -> None:
    head = "A1,09/04/2017,S,C1,N1,U4,PR1,31/10/2017,X1,CHILD"
    assert take(EPISODES, f"{head},V28 5OY,H8 7NR,1679094").events == take(EPISODES, f"{head},,,").events


def test_leaving_care_closes(take: Take) -> None:
    (closure,) = take(EPISODES, "A1,09/04/2017,S,C1,N1,U4,PR1,31/10/2017,E4A,,,,").of("closure")
    assert closure[:5] == ("closure", "A1", "closure|A1|20170409", 20171031, {"code": "E4A"})


def test_death_in_care_is_a_death_and_a_closure(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,S,C1,N1,U4,PR1,31/10/2017,E2,,,,")
    (death,) = reading.of("death")
    assert death[:4] == ("death", "A1", "death|EP|A1|20170409", 20171031)
    assert [event.fields["code"] for event in reading.of("closure")] == ["E2"]


@pytest.mark.parametrize(("code", "reason"), [("E4A", "end_without_date"), ("X1", "end_without_date"),
                                              ("E2", "no_death_date")])  # fmt: skip
def test_reason_without_an_end_date_ends_nothing(take: Take, code: str, reason: str) -> None:
    reading = take(EPISODES, f"A1,09/04/2017,S,C1,N1,U4,PR1,,{code},,,,")
    assert {event.kind for event in reading.events} == {"placement", "legal_status", "need"}
    assert {event.until_day for event in reading.events} == {None}
    assert reading.events[0].detail["REC"] == code
    assert "outcome" not in reading.events[0].fields
    assert reading.reasons == [("REC", reason)]


def test_unknown_reason_ends_the_episode_but_not_the_care(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,S,C1,N1,U4,PR1,31/10/2017,E99,,,,")
    assert (reading.of("closure"), reading.of("placement")[0].until_day) == ([], 20171031)
    assert reading.of("placement")[0].detail["REC_raw"] == "E99"
    assert reading.reasons == [("REC", "unknown_code")]


def test_end_without_a_reason_is_an_end(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,S,C1,N1,U4,PR1,31/10/2017,,,,,")
    assert (reading.of("closure"), reading.of("placement")[0].until_day) == ([], 20171031)


def test_blank_status_and_need_are_unknown(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,,,,,,,,,,,")
    assert [(event.kind, event.fields, event.detail) for event in reading.events] == [
        ("placement", {"seq": 1}, {})
    ]


def test_every_odd_code_of_an_episode_is_noticed(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,q,q,q,q,q,,q,q,,,")
    assert sorted(str(field) for field, _ in reading.reasons) == sorted(
        ["RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "REC", "REASON_PLACE_CHANGE"]
    )
    assert {reason for _, reason in reading.reasons} == {"unknown_code"}


def test_end_that_is_no_date_leaves_the_end_unknown(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,S,C1,N1,U4,PR1,31/02/2018,,,,,")
    assert {event.until_day for event in reading.events} == {None}
    assert reading.events[0].detail["DEC_raw"] == "31/02/2018"
    assert reading.reasons == [("DEC", "unreadable_date")]


def test_end_before_the_start_is_kept_and_noticed(take: Take) -> None:
    reading = take(EPISODES, "A1,09/04/2017,S,C1,N1,U4,PR1,08/04/2017,,,,,")
    assert (reading.events[0].until_day, reading.reasons) == (20170408, [("DEC", "ends_before_start")])


def test_missing_and_away_are_told_apart(take: Take) -> None:
    reading = take(MISSING, "A1,02/05/2007,M,26/02/2018,11/03/2018", "A1,02/05/2007,A,27/03/2018,")
    assert [(e.key, e.occurred_day, e.until_day, e.fields["code"]) for e in reading.events] == [
        ("missing|A1|20180226", 20180226, 20180311, "M"),
        ("missing|A1|20180327", 20180327, None, "A"),
    ]
    assert {event.fields["born_on"] for event in reading.events} == {20070502}


def test_worker_holds_the_case_for_a_reason(take: Take) -> None:
    reading = take(WORKERS, "A1,02/05/2007,SW9,26/02/2018,11/03/2018,CHCHAN")
    event = reading.event
    assert (event.key, event.occurred_day, event.until_day) == ("worker|A1|20180226", 20180226, 20180311)
    assert event.fields == {"seq": 1, "reason": "CHCHAN", "born_on": 20070502, "actor": "SW9"}
    assert reading.reasons == [(None, "table_not_in_collection")]


def test_text_too_long_for_a_workers_id_is_not_taken_for_one(take: Take) -> None:
    reading = take(WORKERS, f"A1,02/05/2007,{'9' * 101},26/02/2018,11/03/2018,CHCHAN")
    assert "actor" not in reading.event.fields
    assert ("SW_ID", "too_long") in reading.reasons


def test_deprivation_of_liberty_is_an_interval(take: Take) -> None:
    reading = take("CHILD,DOB,DOLO_START,DOLO_END", "A1,02/05/2010,01/05/2026,30/05/2026",
                   first_day=20260401, last_day=20261101)  # fmt: skip
    event = reading.event
    assert event[:4] == ("deprivation_of_liberty", "A1", "deprivation_of_liberty|A1|20260501", 20260501)
    assert (event.until_day, reading.reasons) == (20260530, [])


@pytest.mark.parametrize(
    ("header", "row", "field", "reason"),
    [
        (REVIEWS, ",17/12/1999,11/08/2017,PN1", "CHILD", "no_child"),
        (REVIEWS, "  ,17/12/1999,11/08/2017,PN1", "CHILD", "no_child"),
        (REVIEWS, f"{'9' * 101},17/12/1999,11/08/2017,PN1", "CHILD", "child_too_long"),
        (REVIEWS, "A1,17/12/1999,,PN1", "REVIEW", "no_date"),
        (REVIEWS, "A1,17/12/1999,11/08/20177,PN1", "REVIEW", "unreadable_date"),
        (REVIEWS, "A1,17/12/1999,11/08/2017", None, "cell_count"),
        (REVIEWS, "A1,17/12/1999,11/08/2017,PN1,x", None, "cell_count"),
        (REVIEWS, ",,,", None, "blank_row"),
        (REVIEWS, ", ,,,,", None, "blank_row"),
        (EPISODES, "A1,,S,C1,N1,U4,PR1,,,,,,", "DECOM", "no_date"),
        (MISSING, "A1,02/05/2007,M,soon,11/03/2018", "MIS_START", "unreadable_date"),
        (WORKERS, "A1,02/05/2007,SW9,,11/03/2018,CHCHAN", "SW_DECOM", "no_date"),
    ],
)
def test_row_that_cannot_be_placed_is_rejected(
    take: Take, header: str, row: str, field: str, reason: str
) -> None:
    reading = take(header, row)
    refusal = reading.refusal
    assert (reading.rows, refusal.file, refusal.number, refusal.field, refusal.reason) == (
        [], "table.csv", 2, field, reason,
    )  # fmt: skip
    assert refusal.message.startswith("Row 2 of table.csv: ")
    assert not refusal.message.endswith(": ")


def test_rejected_row_is_kept_as_it_came_but_not_told(take: Take) -> None:
    refusal = take(REVIEWS, 'Ann-77,17/12/1999,"11, August",PN1').refusal
    assert refusal.raw == 'Ann-77,17/12/1999,"11, August",PN1'
    assert "Ann" not in refusal.message
    assert "August" not in refusal.message


def test_empty_cells_beyond_the_last_column_do_no_harm(take: Take) -> None:
    assert take(REVIEWS, "A1,17/12/1999,11/08/2017,PN1,,").event.fields["code"] == "PN1"
