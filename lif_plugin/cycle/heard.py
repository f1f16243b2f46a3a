"""Whether the own agency's audits and its learning about children heard the child (VOC-28, VOC-29)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.answering import standing
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.audit_work import AuditState
from lif_plugin.domain.digest import Counts
from lif_plugin.domain.heard import VOC_28, VOC_29, WORK_RULES, WorkRule, feedback_state, learning_state
from lif_plugin.domain.rule import State
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.store import audit_work, heard


@dataclass(frozen=True, slots=True)
class Heard:
    """How a rule stands for one audit or item of learning: ``day`` (YYYYMMDD) it was closed or learnt, its case."""

    rule: WorkRule
    about: str
    title: str
    state: State
    day: int
    ref: str
    public_id: str


def heard_in_work(connection: Any, viewer: Viewer, off: frozenset[str] = frozenset()) -> list[Heard]:
    """Every closed audit of a case and every item that came from one, the newest first. Raises `NotAllowed`.

    ``off``: rules that the agency has switched off. Whoever shows it logs the public ids.
    """
    viewer.require(Right.READ_AUDITS)
    found = [*_audits(connection, viewer), *_items(connection, viewer)]
    return sorted((one for one in found if one.rule.id not in off), key=lambda one: (-one.day, one.about))


def _audits(connection: Any, viewer: Viewer) -> Iterator[Heard]:
    rows = audit_work.audits_where(connection, viewer, states=[AuditState.CLOSED.value])
    mine = {row["id"]: row for row in rows if row["case_id"] is not None}
    answers = audit_work.answers_of(connection, viewer, mine)
    closed = heard.closed_on(connection, viewer, sorted(mine))
    forms: dict[str, frozenset[str]] = {}
    for audit_id, row in mine.items():
        digest = row["form"]
        if digest not in forms:
            tool = asking.kept(connection, viewer, digest)
            forms[digest] = frozenset(question.id for question in tool.questions())
        said = {key: answer.value for key, answer in standing(answers[audit_id]).items()}
        state = feedback_state(forms[digest], said)
        day = closed.get(audit_id) or int(row["opened_on"])
        yield Heard(VOC_28, audit_id, row["programme"], state, day, row["ref"], row["public_id"])


def _items(connection: Any, viewer: Viewer) -> Iterator[Heard]:
    rows = heard.learnt_from_cases(connection, viewer)
    for (item, ref), group in groupby(rows, key=lambda row: (row["id"], row["ref"])):
        mine = list(group)
        first = mine[0]
        findings = {(row["nature"], row["theme"]) for row in mine if row["theme"] is not None}
        state = learning_state(first["voice_source"], findings, died=first["died"])
        yield Heard(VOC_29, item, first["title"], state, first["day"], ref, first["public_id"])


def counts_of(connection: Any, agency: Agency, role: Role, day: int) -> Counts:
    """What waits for a role in its own work on a day (YYYYMMDD), for its digest; what is not recent no longer waits."""
    if not any(role in rule.addressees for rule in WORK_RULES):
        return Counts()
    today = numbered_day(day)
    recent, new = (day_number(today - timedelta(days=back)) for back in (agency.recent_days, 7))
    found = heard_in_work(connection, Viewer.system("digest", agency.id), agency.rules_off)
    waiting = [one for one in found if one.state is State.GAP and recent <= one.day <= day]
    return Counts(len(waiting), sum(one.day >= new for one in waiting))
