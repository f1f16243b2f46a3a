"""What CDS Hooks clients send us, read and checked: calls of a service, and feedback on cards. Pure."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.errors import LifError
from lif_plugin.flow.feedback import ACCEPTED, OVERRIDDEN, Feedback

SERVICE: Final = "case-prompts"
VIEW: Final = "org.lif-plugin.case-view"
CLOSE: Final = "org.lif-plugin.case-close"
PATIENT_VIEW: Final = "patient-view"
HOOKS: Final[dict[str, str]] = {VIEW: "caseId", CLOSE: "caseId", PATIENT_VIEW: "patientId"}
"""The hooks of our service, and the name by which each one's context holds the source's own reference of the case."""
EXEMPTIONS: Final = "urn:lif-plugin:exemption"
"""The code system of coded reasons."""
ANSWERS: Final = "urn:lif-plugin:answer"
"""The code system of what else can be said to a prompt."""
WRONG: Final = "wrong"
USER: Final = "org.lif-plugin.userId"
"""In a feedback's extension: who acted."""
FEEDBACK_AT_MOST: Final = 200
_ID_AT_MOST: Final = 200
_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:)(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class CdsRequestRefused(LifError):
    """This is no request as CDS Hooks describes it."""

    code = "cds_request"
    hint = "Mend the field that the message names."


class DataNotHad(LifError):
    """What is needed to answer is not here."""

    code = "cds_data"
    hint = "Send the case's facts first; until then nothing can be said about it, which is not the same as nothing to say."


class Called(NamedTuple):
    """A call of a service: on which hook, by whom and about which case."""

    hook: str
    user: str
    case: str


def read_call(request: object, hooks: Mapping[str, str] = HOOKS) -> Called:
    """Read a call. Raises `CdsRequestRefused`."""
    body = _object(request, "The request")
    hook = body.get("hook")
    if not isinstance(hook, str) or hook not in hooks:
        raise CdsRequestRefused(f"hook is one of {', '.join(hooks)}.")
    try:
        uuid.UUID(_text(body, "hookInstance"))
    except ValueError as error:
        raise CdsRequestRefused("hookInstance is a UUID.") from error
    if body.get("fhirAuthorization") is not None and not isinstance(body.get("fhirServer"), str):
        raise CdsRequestRefused("fhirServer is required with fhirAuthorization.")
    for name in ("prefetch", "extension"):
        if name in body:
            _object(body[name], name)
    context = _object(body.get("context"), "context")
    return Called(hook, _text(context, "userId"), _text(context, hooks[hook]))


def suggestion_id(card: str) -> str:
    """The uuid of a card's one suggestion."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:lif-plugin:done:{card}"))


def read_feedback(request: object) -> list[Feedback]:
    """Read feedback on cards: all of it or none. Raises `CdsRequestRefused`."""
    body = _object(request, "The request")
    told = body.get("feedback")
    if not isinstance(told, list) or not 0 < len(told) <= FEEDBACK_AT_MOST:
        raise CdsRequestRefused(f"feedback is a list of 1 to {FEEDBACK_AT_MOST}.")
    return [_one(_object(item, "feedback")) for item in told]


def _one(item: Mapping[str, Any]) -> Feedback:
    card, outcome, at = _text(item, "card"), item.get("outcome"), _moment(item)
    extension = _object(item.get("extension", {}), "extension")
    user = _text(extension, USER) if USER in extension else None
    if outcome == ACCEPTED:
        accepted = item.get("acceptedSuggestions")
        if not isinstance(accepted, list) or not accepted:
            raise CdsRequestRefused("acceptedSuggestions is a list of at least one.")
        ours = [_text(_object(one, "acceptedSuggestions"), "id") for one in accepted]
        kind = AnswerKind.DONE if suggestion_id(card) in ours else None
        return Feedback(card, ACCEPTED, at, kind, user=user)
    if outcome != OVERRIDDEN:
        raise CdsRequestRefused("outcome is accepted or overridden.")
    if item.get("overrideReason") is None:
        return Feedback(card, OVERRIDDEN, at, None, user=user)
    return _overridden(card, at, _object(item["overrideReason"], "overrideReason"), user)


def _overridden(card: str, at: int, said: Mapping[str, Any], user: str | None) -> Feedback:
    """A reason of ours explains; another's, or only a person's words, stand as the reply that they are."""
    comment = said.get("userComment")
    if comment is not None and not isinstance(comment, str):
        raise CdsRequestRefused("userComment is a text.")
    comment = (comment or "").strip()
    if said.get("reason") is None:
        kind = AnswerKind.REPLIED if comment else None
        return Feedback(card, OVERRIDDEN, at, kind, text=comment or None, user=user)
    coding = _object(said["reason"], "reason")
    code, system, display = _text(coding, "code"), coding.get("system"), coding.get("display")
    if system == EXEMPTIONS:
        return Feedback(card, OVERRIDDEN, at, AnswerKind.EXPLAINED, code[:64], comment or None, user)
    if (system, code) == (ANSWERS, WRONG):
        return Feedback(card, OVERRIDDEN, at, AnswerKind.WRONG, None, comment or None, user)
    named = display if isinstance(display, str) and display else code
    return Feedback(
        card, OVERRIDDEN, at, AnswerKind.REPLIED, text=f"{named}: {comment}" if comment else named, user=user
    )


def _moment(item: Mapping[str, Any]) -> int:
    text = item.get("outcomeTimestamp")
    written = _TIME.fullmatch(text) if isinstance(text, str) else None
    if written:
        begun, seconds, part, zone = written.groups("")
        # RFC 3339 knows a leap second, Python does not: it is taken for the one before.
        known = f"{begun}{'59' if seconds == '60' else seconds}{part[:7]}{zone}".upper()
        try:
            return int(datetime.fromisoformat(known).timestamp() * 1000)
        except (OverflowError, ValueError):
            pass
    raise CdsRequestRefused("outcomeTimestamp is a moment such as 2026-03-09T14:30:00Z.")


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise CdsRequestRefused(f"{what} is a JSON object.")
    return value


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _ID_AT_MOST or not value.isprintable():
        raise CdsRequestRefused(f"{name} is a text of 1 to {_ID_AT_MOST} characters.")
    return value
