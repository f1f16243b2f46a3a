"""Answers back: what a worker wrote in their platform becomes the answer to its prompt, once, as first seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lif_plugin.domain.prompt import Answer, AnswerKind, Prompt
from lif_plugin.domain.rule import Exemption, State
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, day_start_ms, local_day, numbered_day
from lif_plugin.errors import LifError
from lif_plugin.flow.answer import TEXT_AT_MOST, answer_columns, answer_row, prompt_of
from lif_plugin.flow.demoting import consider
from lif_plugin.flow.findings import ANSWERED_STATE, answered_reason
from lif_plugin.flow.notices import keep_reply
from lif_plugin.flow.outbox import ASK_AGAIN_MS
from lif_plugin.flow.poll import STOPS
from lif_plugin.flow.sessions import LiveParts, next_try
from lif_plugin.flow.telling import tell_answered
from lif_plugin.hooks.live import PlatformAnswer, Reply
from lif_plugin.rules.registry import as_set
from lif_plugin.store import agencies, answers, cases, notices, outbox, results, watched
from lif_plugin.store.erasure import PURGED

Row = dict[str, Any]
_CASES = 50


@dataclass(frozen=True, slots=True)
class _Found:
    """An answer that was found, what it says, and the result it is to."""

    answer: PlatformAnswer
    reply: Reply
    result_id: str
    case_id: int


def bring_back(parts: LiveParts, row: Row) -> int:
    """Look for answers on the cases that moved, and now and then on all that show a prompt; gives how many came."""
    with parts.store.read(_viewer(row)) as connection:
        due = watched.to_ask(connection, row["id"], parts.clock.now(), _CASES)
    brought = 0
    for case in due:
        try:
            found = parts.sessions.of(row).answers(case["case_ref"])
        except STOPS as error:
            parts.stop(row, error)
            return brought
        except Exception as error:  # noqa: BLE001  an adapter can raise anything; the case is asked again
            _ask_later(parts, row, case, error)
            if not isinstance(error, LifError) or "due_at" not in error.facts:
                return brought
            continue
        brought += sum(_take(parts, row, answer) for answer in found)
        _asked(parts, row, case)
    return brought


def _viewer(row: Row) -> Viewer:
    return Viewer.system("answers", row["agency_id"])


def _asked(parts: LiveParts, row: Row, case: Row) -> None:
    with parts.store.write(_viewer(row)) as connection:
        still = outbox.shown_on(connection, row["id"], [case["case_ref"]])
        watched.asked(connection, case, parts.clock.now() + ASK_AGAIN_MS if still else None)


def _ask_later(parts: LiveParts, row: Row, case: Row, error: Exception) -> None:
    """Ask again later, and look at the case itself: it may be gone."""
    parts.trouble(row, error)
    now = parts.clock.now()
    with parts.store.write(_viewer(row)) as connection:
        watched.asked(connection, case, max(next_try(error, 3, now), now + 1))
        watched.hint(connection, row, [case["case_ref"]], now)


def _take(parts: LiveParts, row: Row, answer: PlatformAnswer) -> bool:
    """Take one answer; False if it was taken before or is to nothing of ours."""
    viewer = _viewer(row)
    with parts.store.read(viewer) as connection:
        result = results.result_of(connection, viewer, answer.identity)
        agency = agencies.load_agency(connection, row["agency_id"])
    if result is None:
        return _take_reply(parts, row, answer)
    if (result["ref"], result["source"]) != (answer.case_ref, row["source"]):
        return False
    owned = as_set(agency, parts.rules).get(result["rule"])
    exemptions = owned.rule.exemptions if owned else ()
    found = _Found(answer, _reply(parts, row, answer, exemptions), result["id"], result["case_id"])
    prompt = _write(parts, row, found, exemptions)
    if prompt is not None and prompt.answer is not None:
        for _plugin, _nothing in parts.plugins.each("lif_prompt_answered", None, prompts=(prompt,)):
            pass
    return prompt is not None


def _take_reply(parts: LiveParts, row: Row, answer: PlatformAnswer) -> bool:
    """Take what was written back about a notice, once; False if it is to nothing of ours."""
    viewer, now = _viewer(row), parts.clock.now()
    with parts.store.write(viewer) as connection:
        pick = notices.pick_of(connection, viewer, answer.identity)
        if pick is None or (pick["ref"], pick["source"]) != (answer.case_ref, row["source"]):
            return False
        cases.hold(connection, pick["case_id"])
        seen = {"connection_id": row["id"], "agency_id": row["agency_id"], "case_id": pick["case_id"],
                "prompt_id": pick["id"], "receipt": answer.receipt, "seen_at": now}  # fmt: skip
        if not answers.first_seen(connection, seen):
            return False
        zone = agencies.load_agency(connection, row["agency_id"]).zone
        given = _answer(_Found(answer, Reply(AnswerKind.REPLIED), pick["id"], pick["case_id"]), now, zone)
        keep_reply(connection, pick, row["agency_id"], (given.by, given.at, given.text))
        outbox.answered_there(connection, pick["case_id"], pick["id"])
    return True


def _reply(parts: LiveParts, row: Row, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
    """What the text says; a reason that the rule does not have is nobody's to guess."""
    reply = parts.sessions.of(row).read_reply(answer, exemptions)
    explained = reply.kind is AnswerKind.EXPLAINED
    if explained != (reply.reason is not None) or (
        explained and reply.reason not in {one.code for one in exemptions}
    ):
        return Reply(AnswerKind.REPLIED)
    return reply


def _write(parts: LiveParts, row: Row, found: _Found, exemptions: Sequence[Exemption]) -> Prompt | None:
    """Write an answer once; the prompt as it then stands, without the answer if that came late."""
    viewer, now = _viewer(row), parts.clock.now()
    with parts.store.write(viewer) as connection:
        # Whoever is evaluating the case would write over the answer; held, it is read as it now stands.
        cases.hold(connection, found.case_id)
        seen = {"connection_id": row["id"], "agency_id": row["agency_id"], "case_id": found.case_id,
                "prompt_id": found.result_id, "receipt": found.answer.receipt, "seen_at": now}  # fmt: skip
        result = results.result_of(connection, viewer, found.result_id)
        if result is None or result["reason"] == PURGED or not answers.first_seen(connection, seen):
            return None
        agency = agencies.load_agency(connection, row["agency_id"])
        answer = _answer(found, now, agency.zone)
        outbox.answered_there(connection, found.case_id, found.result_id)
        owned = parts.rules.get(result["rule"])
        if (
            result["answer_kind"] is not None
            or result["ended_at"] is not None
            or result["state"] != State.GAP
        ):
            # Somebody answered on the panel before, or the record shows it by now: that stands, and this beside it.
            answers.keep_late(connection, answer_row(result, answer))
            tell_answered(connection, result, owned.rule if owned else None, now)
            return prompt_of(result, exemptions)
        state, reason = ANSWERED_STATE[answer.kind], answered_reason(answer.kind, answer.reason)
        values = {**answer_columns(answer), "state": state.value, "reason": reason, "updated_at": now}
        results.add_answer(connection, answer_row(result, answer), values)
        tell_answered(connection, result, owned.rule if owned else None, now)
        if owned and answer.kind is AnswerKind.WRONG:
            consider(connection, agency.id, as_set(agency, {owned.rule.id: owned})[owned.rule.id].rule, now)
    return replace(prompt_of(result, exemptions), state=state, reason=reason, answer=answer)


def _answer(found: _Found, now: int, zone: str) -> Answer:
    """The answer, at the moment it was seen, or on the day the platform says it was given."""
    given = found.answer
    today = day_number(local_day(now, zone))
    at = now if given.on is None or given.on >= today else day_start_ms(numbered_day(given.on), zone)
    text = "".join(character for character in given.text if character != "\x00")[:TEXT_AT_MOST].strip()
    return Answer(found.reply.kind, given.by[:200], at, found.reply.reason, text or None)
