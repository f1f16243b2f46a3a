"""Answer: a person says that it was done, that it could not be, or that the prompt is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from lif_plugin.domain.prompt import Answer, AnswerKind, Evidence, Prompt
from lif_plugin.domain.rule import Channel, Exemption, Rule, Severity, State
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.errors import AnswerRefused, LifError, NotAllowed, NotFound
from lif_plugin.flow.demoting import consider
from lif_plugin.flow.findings import ANSWERED_STATE, answered_reason
from lif_plugin.flow.showing import ANSWERED
from lif_plugin.flow.telling import tell_answered
from lif_plugin.hooks import Plugins
from lif_plugin.rules.registry import rules_as_set
from lif_plugin.store import agencies, answers, cases, outbox, results
from lif_plugin.store.erasure import PURGED
from lif_plugin.store.work import Store

Row = dict[str, Any]
TEXT_AT_MOST = 2000


class AlreadyAnswered(LifError):
    """This prompt has this answer already, or a later one."""

    code = "already_answered"
    hint = "Nothing needs to be done: the answer stands."


def answer_prompt(
    store: Store,
    plugins: Plugins,
    rules: Mapping[str, Rule],
    viewer: Viewer,
    prompt_id: str,
    kind: AnswerKind,
    reason: str | None,
    text: str | None,
    now: int,
    *,
    only_news: bool = False,
) -> Prompt:
    """Answer a prompt, or change the answer; the answer is kept through later imports.

    With ``only_news`` an answer that says the same already, or is later than ``now``, stands: `AlreadyAnswered`.
    Raises `NotFound` (also for what is not the viewer's to see), `NotAllowed` if the prompt is for
    others, `AnswerRefused` if the reason is not one of the rule's or there is nothing to answer.
    """
    viewer.require(Right.ANSWER)
    with store.write(viewer) as connection:
        row = results.result_of(connection, viewer, prompt_id)
        if row is not None:
            # Whoever is evaluating the case would write over the answer; held, it is read as it now stands.
            cases.hold(connection, row["case_id"])
            row = results.result_of(connection, viewer, prompt_id)
            rules = rules_as_set(agencies.load_agency(connection, viewer.agency), rules)
        row, prompt = _open_prompt(row, rules, viewer)
        _check(prompt, kind, reason, text)
        if only_news and _stands(row, kind, reason, text, now):
            raise AlreadyAnswered
        answer = Answer(kind, viewer.subject, now, reason, text or None)
        state = ANSWERED_STATE[kind]
        values = {
            "state": state.value,
            "reason": answered_reason(kind, reason),
            "told": True,
            "updated_at": now,
        }
        results.add_answer(connection, answer_row(row, answer), {**values, **answer_columns(answer)})
        shown = outbox.last_of(connection, row["case_id"], prompt_id)
        if shown is not None:
            outbox.take_back(connection, shown, ANSWERED, now)
        tell_answered(connection, row, rules.get(row["rule"]), now)
        if kind is AnswerKind.WRONG and row["rule"] in rules:
            consider(connection, viewer.agency, rules[row["rule"]], now)
    answered = replace(prompt, state=state, reason=answered_reason(kind, reason), answer=answer)
    store.then(lambda: _tell_plugins(plugins, answered))
    return answered


def _tell_plugins(plugins: Plugins, answered: Prompt) -> None:
    for _plugin, _nothing in plugins.each("lif_prompt_answered", None, prompts=(answered,)):
        pass


def keep_late(
    store: Store,
    rules: Mapping[str, Rule],
    viewer: Viewer,
    prompt_id: str,
    given: Answer,
) -> bool:
    """Keep an answer for which its prompt no longer waits, with its words; False if it waits, or stands already.

    It changes nothing of the prompt. Raises `NotFound` and `NotAllowed` as answering does.
    """
    viewer.require(Right.ANSWER)
    with store.write(viewer) as connection:
        row = _theirs(results.result_of(connection, viewer, prompt_id), viewer)
        said = (row["answer_kind"], row["answer_reason"], row["answer_text"])
        if row["reason"] == PURGED or said == (given.kind.value, given.reason, given.text):
            return False
        # An answer that can still be given, or changed, is not late; neither is an earlier one without words.
        if _can_be_answered(row) and (said[0] is None or row["answer_at"] <= given.at or given.text is None):
            return False
        answers.keep_late(connection, answer_row(row, given))
        rule = rules_as_set(agencies.load_agency(connection, viewer.agency), rules).get(row["rule"])
        tell_answered(connection, row, rule, given.at)
    return True


def _stands(row: Row, kind: AnswerKind, reason: str | None, text: str | None, at: int) -> bool:
    if row["answer_kind"] is None:
        return False
    said = (row["answer_kind"], row["answer_reason"], row["answer_text"])
    return bool(row["answer_at"] > at) or said == (kind.value, reason, text or None)


def answer_row(row: Row, answer: Answer) -> Row:
    """The row that keeps an answer to a stored result."""
    return {
        "agency_id": row["agency_id"],
        "case_id": row["case_id"],
        "result_id": row["id"],
        "kind": answer.kind.value,
        "reason": answer.reason,
        "text": answer.text,
        "by": answer.by,
        "at": answer.at,
    }


def answer_columns(answer: Answer) -> Row:
    """What a result shows of its last answer."""
    return {
        "answer_kind": answer.kind.value,
        "answer_reason": answer.reason,
        "answer_text": answer.text,
        "answer_by": answer.by,
        "answer_at": answer.at,
    }


def _open_prompt(row: Row | None, rules: Mapping[str, Rule], viewer: Viewer) -> tuple[Row, Prompt]:
    row = _theirs(row, viewer)
    if not _can_be_answered(row):
        raise AnswerRefused("There is nothing left to answer here.", hint="The record has changed since.")
    rule = rules.get(row["rule"])
    return row, prompt_of(row, rule.exemptions if rule else ())


def _theirs(row: Row | None, viewer: Viewer) -> Row:
    """A stored result that is the viewer's to answer. Raises `NotFound`, `NotAllowed`."""
    if row is None:
        raise NotFound("There is no such prompt.")
    addressees = frozenset(Role(name) for name in row["addressees"].strip(",").split(","))
    shown_to = viewer.sees_addressees()
    if shown_to is not None and not addressees & shown_to:
        raise NotFound("There is no such prompt.")
    if not viewer.may_answer(addressees):
        raise NotAllowed("This prompt is for somebody else to answer.")
    return row


def _can_be_answered(row: Row) -> bool:
    """Whether a prompt waits for an answer, or rests on one that can be changed."""
    return row["ended_at"] is None and (row["state"] == State.GAP or _rests_on_answer(row))


def prompt_of(row: Row, exemptions: Sequence[Exemption]) -> Prompt:
    """A stored result, read with its case's reference and source, as a prompt; without its answer."""
    return Prompt(
        id=row["id"],
        agency=row["agency_id"],
        source=row["source"],
        case_ref=row["ref"],
        rule=row["rule"],
        rule_version=row["rule_version"],
        subject=row["subject"],
        state=State(row["state"]),
        severity=Severity(row["severity"]),
        delivery=Channel(row["delivery"]),
        addressees=tuple(sorted(Role(name) for name in row["addressees"].strip(",").split(","))),
        message=row["message"],
        remedy=row["remedy"],
        authority=row["authority"],
        evidence=tuple(
            Evidence(item["event"], item["digest"], item["kind"], item["day"], item["code"], item["key"])
            for item in orjson.loads(row["evidence"])
        ),
        occurred_day=row["occurred_day"],
        superseded_by=row["superseded_by"],
        due_at=row["due_at"],
        exemptions=tuple(exemptions),
    )


def _rests_on_answer(row: Mapping[str, Any]) -> bool:
    kind = row["answer_kind"]
    return (
        kind is not None
        and row["state"] == ANSWERED_STATE[kind]
        and row["reason"] == answered_reason(kind, row["answer_reason"])
    )


def _check(prompt: Prompt, kind: AnswerKind, reason: str | None, text: str | None) -> None:
    codes = [exemption.code for exemption in prompt.exemptions]
    if kind is AnswerKind.EXPLAINED and reason not in codes:
        raise AnswerRefused(
            "Choose one of the reasons.",
            hint=f"The reasons are: {', '.join(codes) or 'none for this prompt'}.",
        )
    if kind is not AnswerKind.EXPLAINED and reason is not None:
        raise AnswerRefused("A reason belongs to `explained` only.")
    if kind is AnswerKind.REPLIED and not text:
        raise AnswerRefused("A reply needs words.")
    if text is not None and len(text) > TEXT_AT_MOST:
        raise AnswerRefused(f"The note is longer than {TEXT_AT_MOST} characters.", hint="Shorten it.")
    if text is not None and "\x00" in text:
        raise AnswerRefused("The note holds a character that cannot be kept.", hint="Type it anew.")
