"""Reports of audits for a team, the service and the board: grades over time, themes, the child's voice; nobody named."""

from collections.abc import Mapping
from typing import Any

import orjson

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_report import (
    Audited,
    Group,
    Report,
    ReportLevel,
    days_of,
    hidden,
    quarter_of,
    quarters_to,
    report_of,
)
from lif_plugin.domain.audit_tool import Question, Tool
from lif_plugin.domain.audit_voice import FEEDBACK, feedback_counts
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import NotFound
from lif_plugin.store import audit_voices
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.reads import audit_reports

OVER = 8
"""Quarters for which grades are shown over time."""
Row = dict[str, Any]


def audit_report(
    desk: Desk, viewer: Viewer, level: ReportLevel, quarter: str | None = None, team: str | None = None
) -> Report:
    """What the own agency's audits of a quarter (this one by default) show together.

    A team reads its own whole; everybody else, and every other report, sees no count from 1 to 5. Raises `NotAllowed`,
    `NotFound`, `BadSetting`.
    """
    last = quarter or quarter_of(day_number(desk.today()))
    quarters = quarters_to(last, OVER)
    of_team = level is ReportLevel.TEAM
    with desk.store.read(viewer) as connection:
        teams = load_agency(connection, viewer.agency).teams
        own = of_team and viewer.subject in teams.get(team or "", ())
        if not own:
            viewer.require(Right.READ_COUNTS)
        if of_team and team not in teams:
            raise NotFound("There is no such team.")
        audits = _audited(connection, viewer, days_of(quarters[0])[0], days_of(last)[1])
    return report_of(level, quarters, audits, team if of_team else None, hides=not own)


def teams_of_agency(desk: Desk, viewer: Viewer) -> tuple[str, ...]:
    """The agency's teams, by name."""
    with desk.store.read(viewer) as connection:
        return tuple(sorted(load_agency(connection, viewer.agency).teams))


def _audited(connection: Any, viewer: Viewer, since: int, until: int) -> list[Audited]:
    # Whatever the viewer may read one by one, a report counts the agency's audits; no case stands in it.
    counting = Viewer.system("audit report", viewer.agency)
    rows = audit_reports.audits_between(connection, counting, since, until)
    ids = [row["id"] for row in rows]
    findings, answers = audit_reports.found_and_answered(connection, counting, ids)
    tools = {form: asking.kept(connection, counting, form) for form in sorted({row["form"] for row in rows})}
    return [
        Audited(
            quarter_of(row["submitted_on"]), row["programme"], row["team"], row["grade"],
            tuple((one["nature"], one["theme"]) for one in findings[row["id"]]),
            _voice(tools[row["form"]], answers[row["id"]]),
        )
        for row in rows
    ]  # fmt: skip


def _voice(tool: Tool, answers: Mapping[str, Row]) -> tuple[tuple[str, str], ...]:
    """Where the child's voice was looked for, and what the record shows of it."""
    return tuple(
        (where, _shows(one, answers[one.id]["value"]))
        for one in tool.questions()
        if (where := _where(one)) is not None and one.id in answers and answers[one.id]["value"]
    )


def _where(one: Question) -> str | None:
    if one.level is not None:
        return one.level.value
    return "framework" if one.asks and one.asks[0] == "voice_test" else None


def _shows(one: Question, value: str) -> str:
    if value in one.strength_when:
        return "shown"
    if value in one.concern_when:
        return "not_yet_shown"
    return "cannot_tell" if value == "cannot_tell" else "other"


def feedback_report(desk: Desk, viewer: Viewer, quarter: str | None = None) -> tuple[Group, ...]:
    """What practitioners think of how audits were made, counted; for the quality team, small counts hidden.

    Raises `NotAllowed`, `BadSetting`.
    """
    viewer.require(Right.DRAW_AUDITS)
    since, until = days_of(quarter or quarter_of(day_number(desk.today())))
    with desk.store.read(viewer) as connection:
        counting = Viewer.system("audit report", viewer.agency)
        ids = [row["id"] for row in audit_reports.audits_between(connection, counting, since, until)]
        given = audit_voices.feedback_given(connection, viewer, ids)
    counts = feedback_counts(orjson.loads(row["answers"]) for row in given)
    return tuple(hidden(FEEDBACK[key], counted) for key, counted in counts.items())
