"""What else is answered on a panel: something for the child is done, a lesson would have helped; and how both are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import FormData

from lif_plugin.cycle.child_actions import finish_child_action
from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.lessons import Helped, OnCase, lessons_on_cases, say_helped
from lif_plugin.domain.child_action import ChildActionState, child_action_state
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import child_actions
from lif_plugin.web import panel_audits
from lif_plugin.web.services import Services
from lif_plugin.web.words import day_in_words

HELPED: Final = {Helped.YES: "Yes", Helped.NO: "No", Helped.CANNOT_TELL: "Cannot tell"}
KEPT: Final = {
    "child_action": "It is written down as done",
    "lesson": "What you said of the lesson is kept",
    "audit": panel_audits.KEPT,
}
"""The steps by the field that names them, and what is said when one was taken."""
_STATES: Final = {
    ChildActionState.OPEN: "To do",
    ChildActionState.LATE: "Its day is over",
    ChildActionState.DONE: "Done",
    ChildActionState.DONE_LATE: "Done, after its day",
}


@dataclass(frozen=True, slots=True)
class ToDo:
    """A child-level action as a panel shows it."""

    id: str
    text: str
    who: str
    due: str | None
    state: str
    done: str | None


@dataclass(frozen=True, slots=True)
class LessonSeen:
    """A lesson that applies to the case: from whom, why it stands here, and what was last said of it."""

    id: str
    text: str
    source: str
    why: tuple[str, ...]
    said: str | None
    asked: bool


def to_do(
    connection: Any, services: Services, viewer: Viewer, case_id: int, people: Mapping[Role, str]
) -> tuple[ToDo, ...]:
    """What is to be done for the child, for those who may see it."""
    if not viewer.may(Right.READ_CHILD_ACTIONS):
        return ()
    today = day_number(Desk.over(services.store).today())
    rows: Sequence[Mapping[str, Any]] = child_actions.of_cases(connection, viewer, [case_id])[case_id]
    return tuple(
        ToDo(
            row["id"],
            row["text"],
            people[Role(row["owner_role"])],
            day_in_words(row["due"]),
            _STATES[child_action_state(row, today)],
            day_in_words(row["done_on"]),
        )
        for row in rows
    )


def learnt(connection: Any, services: Services, viewer: Viewer, case_id: int) -> tuple[LessonSeen, ...]:
    """The lessons that apply to the case; what cannot be told is left out."""
    desk = Desk.over(services.store)
    found = lessons_on_cases(desk, services.plugins, connection, viewer, [case_id]).get(case_id, [])
    return tuple(_seen(one) for one in found if one.standing is Standing.MET)


def _seen(one: OnCase) -> LessonSeen:
    said = HELPED[one.helped] if one.helped else None
    return LessonSeen(one.lesson.id, one.lesson.text, one.lesson.source, one.why, said, one.asked)


def step_of(form: FormData) -> tuple[str, Callable[[Services, Viewer, str], None]] | None:
    """The step that a form takes, by its name, if it is one of these: it is given the case's public id."""
    action, lesson = form.get("child_action"), form.get("lesson")
    if isinstance(action, str):
        return "child_action", lambda services, viewer, _case: _finish(services, viewer, action)
    if isinstance(lesson, str):
        helped = str(form.get("helped", ""))
        return "lesson", lambda services, viewer, case: _say(services, viewer, case, lesson, helped)
    said = panel_audits.step_of(form)
    return ("audit", said) if said is not None else None


def _finish(services: Services, viewer: Viewer, action: str) -> None:
    row = finish_child_action(Desk.over(services.store), viewer, action)
    services.read_log.record(viewer, "panel.child_action", [row["public_id"]])


def _say(services: Services, viewer: Viewer, case: str, lesson: str, helped: str) -> None:
    if helped not in set(Helped):
        raise NotFound("Choose one of the answers.")
    say_helped(Desk.over(services.store), viewer, case, lesson, Helped(helped))
