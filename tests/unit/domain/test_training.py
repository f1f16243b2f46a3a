"""Who lacks a course, and what changed: unknown is never nobody, and few people say nothing."""

from lif_plugin.domain.training import Answered, Reached, Stage, evaluated, reached


def row(stage: Stage, score: int, people: int, code: str = "ask") -> dict[str, object]:
    return {"code": code, "stage": stage.value, "score": score, "people": people}


def test_agency_that_has_not_said_its_need_is_not_known_to_lack_anybody() -> None:
    found = reached([("elm", "nurse"), ("oak", "nurse")], {("elm", "nurse"): 10}, {("elm", "nurse"): 4})
    assert found == [Reached("elm", "nurse", 10, 4), Reached("oak", "nurse", None, 0)]
    assert [one.lacking for one in found] == [6, None]


def test_more_who_came_than_need_it_leave_nobody_lacking() -> None:
    [one] = reached([], {("elm", "nurse"): 3}, {("elm", "nurse"): 5})
    assert one.lacking == 0


def test_change_and_what_lasts_are_means_against_before() -> None:
    answers = [
        row(Stage.BEFORE, 2, 6),
        row(Stage.AFTER, 4, 6),
        row(Stage.LATER, 3, 4),
        row(Stage.LATER, 5, 4),
    ]
    [one] = evaluated([{"code": "ask", "text": "Can you?"}], answers)
    assert (one.change, one.lasting) == (2.0, 2.0)
    assert one.answers[2] == Answered(Stage.LATER, 8, 4.0)


def test_few_people_or_no_first_answer_say_nothing_of_a_change() -> None:
    few = [row(Stage.BEFORE, 2, 4), row(Stage.AFTER, 4, 20)]
    unasked = [row(Stage.AFTER, 4, 20)]
    for answers in (few, unasked):
        [one] = evaluated([{"code": "ask", "text": "Can you?"}], answers)
        assert (one.change, one.lasting) == (None, None)
