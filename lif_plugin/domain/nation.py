"""What nations call the same things: boards, chief officers, serious reviews, conferences; and their frameworks' own names.

England: Working Together to Safeguard Children (2023). Scotland: National Guidance for Child Protection (2021, updated
2023) and for Child Protection Committees undertaking learning reviews (2021). Wales: Working Together to Safeguard People
and the Single Unified Safeguarding Review guidance (2023). Northern Ireland: Co-operating to Safeguard Children (2017).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from lif_plugin.domain.framework import Framework


class Word(StrEnum):
    """Something that nations have different words for."""

    BOARD = "board"
    CHIEF_OFFICERS = "chief_officers"
    COMPULSORY_MEASURES = "compulsory_measures"
    SERIOUS_REVIEW = "serious_review"
    CONFERENCE = "conference"
    ENQUIRY = "enquiry"
    REVIEWING_OFFICER = "reviewing_officer"
    CHAIR = "chair"


_ENGLAND: Final = {
    Word.BOARD: "the safeguarding children partnership",
    Word.CHIEF_OFFICERS: "the lead safeguarding partners",
    Word.COMPULSORY_MEASURES: "the family court",
    Word.SERIOUS_REVIEW: "local child safeguarding practice review",
    Word.CONFERENCE: "child protection conference",
    Word.ENQUIRY: "section 47 enquiry",
    Word.REVIEWING_OFFICER: "the reviewing officer",
    Word.CHAIR: "the conference chair",
}
_WORDS: Final[Mapping[str, Mapping[Word, str]]] = {
    "england": _ENGLAND,
    "scotland": {
        Word.BOARD: "the Child Protection Committee",
        Word.CHIEF_OFFICERS: "the Chief Officers Group",
        Word.COMPULSORY_MEASURES: "the Reporter",
        Word.SERIOUS_REVIEW: "learning review",
        Word.CONFERENCE: "child protection planning meeting",
        Word.ENQUIRY: "child protection investigation",
        Word.REVIEWING_OFFICER: "the reviewing officer",
        Word.CHAIR: "the chair of the planning meeting",
    },
    "wales": {
        Word.BOARD: "the regional safeguarding children board",
        Word.CHIEF_OFFICERS: "the lead partner's chief officers",
        Word.SERIOUS_REVIEW: "single unified safeguarding review",
    },
    "northern_ireland": {
        Word.BOARD: "the Safeguarding Board for Northern Ireland",
        Word.CHIEF_OFFICERS: "the chief officers of the Trust",
        Word.SERIOUS_REVIEW: "case management review",
        Word.CONFERENCE: "case conference",
        Word.ENQUIRY: "child protection investigation",
    },
    "elsewhere": {
        Word.BOARD: "the board",
        Word.CHIEF_OFFICERS: "the chief officers",
        Word.COMPULSORY_MEASURES: "the court",
        Word.SERIOUS_REVIEW: "serious review",
        Word.CONFERENCE: "case conference",
        Word.ENQUIRY: "child protection enquiry",
    },
}


def words_in(nation: str, framework: Framework | None = None) -> Mapping[Word, str]:
    """What things are called in a nation, and by a framework that has names of its own for bodies.

    Where a nation's own guidance has no other word, England's stands; an unknown nation goes by the plainest.
    """
    words = {**_ENGLAND, **_WORDS.get(nation, _WORDS["elsewhere"])}
    if framework is not None:
        labels = {body.id: body.label for body in framework.governance_bodies}
        words |= {Word(word): f"the {labels[body]}" for word, body in framework.bodies_called.items()}
    return MappingProxyType(words)
