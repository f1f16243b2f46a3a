"""Cards: what CDS Hooks clients are told of a case, made from its panel, so that both say the same. Pure.

A card says what the record does not yet show, why, and what would close it; it never says that a thing is critical,
for the word would be read as one about the child or the worker.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.web.cds_words import (
    ANSWERS,
    CLOSE,
    EXEMPTIONS,
    PATIENT_VIEW,
    SERVICE,
    VIEW,
    WRONG,
    suggestion_id,
)
from lif_plugin.web.panel_view import Panel, Point, Proof
from lif_plugin.web.words import ANSWERS as WORDS

SUMMARY_AT_MOST: Final = 139
LABEL_AT_MOST: Final = 80
EVIDENCE: Final = "org.lif-plugin.evidence"
UNCHECKED: Final = "org.lif-plugin.unchecked"
_MARKED: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")

_WHEN: Final = {
    VIEW: ("What the record does not yet show", "Somebody opens the record of a child."),
    CLOSE: ("What the record does not yet show, before it is closed", "Somebody is about to close a case."),
    PATIENT_VIEW: ("What the record does not yet show", "As above, for clients that know the standard hook only."),
}  # fmt: skip


def services() -> dict[str, Any]:
    """What discovery answers. One service on several hooks: a later call takes the place of an earlier one's cards."""
    return {
        "services": [
            {
                "hook": hook,
                "title": title,
                "description": f"{when} Cards for what waits for an answer of whoever looks, with the records it rests on.",
                "id": SERVICE,
                "usageRequirements": "The case's facts have come in here before, by import, connection or events.",
            }
            for hook, (title, when) in _WHEN.items()
        ]
    }


def cards_of(panel: Panel, address: str, first: frozenset[str]) -> dict[str, Any]:
    """The answer to a call; ``first`` are the prompts that were sent at once.

    What could not be checked is named beside the cards: that there is nothing to say is not that all was looked at.
    """
    link = {"label": "Open the panel", "url": f"{address}/panel/{panel.public_id}", "type": "absolute"}
    cards = [_card(point, link, "warning" if point.id in first else "info") for point in panel.to_do]
    return {"cards": cards, **({"extension": {UNCHECKED: list(panel.unchecked)}} if panel.unchecked else {})}


def _card(point: Point, link: Mapping[str, str], indicator: str) -> dict[str, Any]:
    card: dict[str, Any] = {
        "uuid": point.id,
        "summary": shortened(point.message, SUMMARY_AT_MOST),
        "detail": _detail(point),
        "indicator": indicator,
        "source": {"label": shortened(point.authority, LABEL_AT_MOST)},
        "links": [dict(link)],
    }
    if point.may_answer:
        card |= {
            "suggestions": [{"label": WORDS[AnswerKind.DONE], "uuid": suggestion_id(point.id)}],
            "selectionBehavior": "at-most-one",
            "overrideReasons": [
                *({"code": one.code, "system": EXEMPTIONS, "display": one.label} for one in point.reasons),
                {"code": WRONG, "system": ANSWERS, "display": WORDS[AnswerKind.WRONG]},
            ],
        }
    if point.proofs:
        card["extension"] = {EVIDENCE: [_proof(proof) for proof in point.proofs]}
    return card


def shortened(text: str, at_most: int) -> str:
    """A text that fits, ended at a word where it does not."""
    text = " ".join(text.split())
    if len(text) <= at_most:
        return text
    return text[: at_most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _detail(point: Point) -> str:
    lines = [_plain(point.message), "", f"**What would close it:** {_plain(point.remedy)}"]
    if point.proofs:
        lines += ["", "**It comes from:**", "", *(f"- {_plain(_said(proof))}" for proof in point.proofs)]
    if point.as_of:
        lines += ["", f"Record as of {point.as_of}."]
    lines += ["", f"**Why it is asked:** {_plain(point.authority)}"]
    for lesson in point.lessons:
        lines += ["", f"{_plain(lesson.text)} ({_plain(lesson.source)})"]
    return "\n".join(lines)


def _said(proof: Proof) -> str:
    day = f" on {proof.day}" if proof.day else ""
    return f"{proof.what}{day}{f', recorded as {proof.code}' if proof.code else ''}"


def _proof(proof: Proof) -> dict[str, str]:
    said = {"record": proof.what, "day": proof.day, "code": proof.code}
    return {name: value for name, value in said.items() if value}


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is: what a record holds is never markup."""
    return _MARKED.sub(r"\\\1", " ".join(text.split()))
