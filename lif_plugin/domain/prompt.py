"""Prompts and the other results of hooks, with the why that each carries.

A prompt says what the record does not yet show. It never judges a worker and never states risk.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha1
from typing import Final

from lif_plugin.domain.clock import ClockRule
from lif_plugin.domain.criteria import Criterion
from lif_plugin.domain.rule import Channel, Exemption, Severity, State
from lif_plugin.domain.situation import Situation
from lif_plugin.domain.viewer import Role

_NAMESPACE: Final = uuid.UUID("5b0c7d2e-3f43-5d0b-9a55-6b8f2f6f9d10").bytes


@lru_cache(maxsize=1024)
def prompt_id(agency: str, source: str, case_ref: str, rule: str, subject: str) -> str:
    """Give a prompt's identity: a UUIDv5 of its case, rule and the natural key of its subject.

    Never of dates or values, so a correction keeps the prompt and its answer.
    """
    named = f"{agency}\x1f{source}\x1f{case_ref}\x1f{rule}\x1f{subject}".encode()
    # As `uuid.uuid5` does, whose two objects take thrice as long: it is asked of every finding of every batch.
    digest = bytearray(sha1(_NAMESPACE + named, usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One event version a result rests on; ``event`` is its id in the store, ``digest`` its version."""

    event: int
    digest: str
    kind: str
    occurred_day: int
    code: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule or plugin found about one subject of one case: the raw material of a prompt.

    ``subject`` is the natural key of the event it is about, or empty for the case as a whole.
    """

    rule: str
    subject: str
    state: State
    occurred_day: int | None
    evidence: tuple[Evidence, ...]
    reason: str | None = None
    text: str | None = None
    due_at: int | None = None


class AnswerKind(StrEnum):
    """What a person can answer.

    DONE: it happened and the record will show it. EXPLAINED: it could not, with a coded reason.
    WRONG: the prompt is mistaken; counted per rule. REPLIED: the person's own words, written in a platform,
    say none of these; nobody guesses what they mean, and they stand as the explanation.
    """

    DONE = "done"
    EXPLAINED = "explained"
    WRONG = "wrong"
    REPLIED = "replied"


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer; ``text`` stays with the worker's own agency."""

    kind: AnswerKind
    by: str
    at: int
    reason: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """A stored result with its why: rule and version, configuration, evidence, authority, clock.

    ``superseded_by`` is the id of the prompt that tells the same fact; ``ended_at`` is set once the
    evidence arrived or the fact was withdrawn.
    """

    id: str
    agency: str
    source: str
    case_ref: str
    rule: str
    rule_version: int
    subject: str
    state: State
    severity: Severity
    delivery: Channel
    addressees: tuple[Role, ...]
    message: str
    remedy: str
    authority: str
    evidence: tuple[Evidence, ...]
    occurred_day: int | None
    reason: str | None = None
    superseded_by: str | None = None
    due_at: int | None = None
    answer: Answer | None = None
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenPrompt:
    """A prompt that somebody was told of and that still stands without an answer, as `lif_audits` sees it.

    ``since`` (YYYYMMDD) is the day it was raised; where the agency's own today lies before the clock (old
    extracts), the day of the fact. ``evidence_keys`` are of the case's live events.
    """

    rule: str
    subject: str
    severity: Severity
    since: int
    evidence_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditNomination:
    """A case put forward for an audit programme's pool, with the reason; a draw decides, not the trigger.

    ``subject`` is the natural key of the fact that completed the trigger, so that a later occasion is
    another nomination; ``day`` (YYYYMMDD) is when it was met, else the day the record was asked for.
    ``authority`` is what the trigger rests on. ``notice`` says in plain words why the programme looks at such
    cases: the case's worker reads it if the case is picked, so it speaks of no worker.
    """

    trigger: str
    case_ref: str
    reason: str
    evidence_keys: tuple[str, ...]
    subject: str = ""
    day: int | None = None
    authority: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The triggers that cannot be told for a case: unknown is not "no". They are counted, nothing else.

    ``not_covered``: the source does not know such facts, or not far enough back. ``not_recorded``: it does,
    but what decides is missing on this case.
    """

    case_ref: str
    not_covered: tuple[str, ...] = ()
    not_recorded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewLink:
    """A case linked to a kind of review for people to decide on: proposed, never decided, by us.

    ``subject`` is the natural key of the incident where a case can have several, so that each is decided on
    by itself, ``day`` (YYYYMMDD) when it was. ``aware_at`` (UTC ms) is when the record shows that the agency knew of it at the latest; None
    where only people can say. ``recommended_by`` and ``decided_by`` are who the framework names for it.
    """

    review: str
    case_ref: str
    reason: str
    authority: str
    evidence_keys: tuple[str, ...]
    subject: str = ""
    label: str = ""
    criteria: tuple[Criterion, ...] = ()
    clocks: tuple[ClockRule, ...] = ()
    day: int | None = None
    aware_at: int | None = None
    note: str | None = None
    defects: tuple[str, ...] = ()
    recommended_by: str | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something the partnership asks or has learnt: shown beside the prompts of these rules, or on cases it applies to.

    With a ``situation`` it stands on the panel of cases in it that touch its ``theme``; it never goes out by itself.
    """

    id: str
    text: str
    source: str
    rules: frozenset[str]
    theme: str | None = None
    situation: Situation | None = None
