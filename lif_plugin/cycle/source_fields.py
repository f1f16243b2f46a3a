"""What a form asks of each kind of source beside what it asks of all: how much was looked at, who answered, who wrote it.

Kinds are those of the frameworks' sources of learning and of what any partnership learns from. A kind that is not here is asked nothing more.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lif_plugin.workbooks import Field, Kind


def _number(name: str, heading: str) -> Field:
    return Field(name, heading, Kind.WHOLE, help="A whole number; leave it empty where nobody knows.")


def _words(name: str, heading: str) -> Field:
    return Field(name, heading, at_most=400)


_LOOKED_AT: Final = (_number("part", "Seen in how many"), _number("whole", "Records looked at"))
_ANSWERED: Final = (_number("part", "Answered"), _number("whole", "Asked"))
_RETURNED: Final = (_number("part", "Agencies that answered"), _number("whole", "Agencies asked"))
_REPORT: Final = (
    _words("author", "Who looked"),
    Field("published", "Published on", Kind.DAY),
    _words("grade", "Its grade, in its words"),
)

OWN_FIELDS: Final[Mapping[str, tuple[Field, ...]]] = MappingProxyType(
    {
        "quality_assurance": _LOOKED_AT,
        "compliance": (*_LOOKED_AT, _words("standard", "The standard or regulation")),
        "thematic_review": (*_LOOKED_AT, _words("author", "Who took part")),
        "case_review": (
            _words("method", "How it was reviewed"),
            Field("published", "Published on", Kind.DAY),
            _words("author", "Agencies that took part"),
        ),
        "child_death_review": (_words("period", "The years it is about"), _words("author", "Who took part")),
        "performance_data": (
            _words("measure", "The measure"),
            _words("period", "The period"),
            _number("part", "Numerator"),
            _number("whole", "Denominator"),
        ),
        "needs_analysis": (_words("measure", "The measure"), _words("period", "The period")),
        "service_user_feedback": _ANSWERED,
        "staff_and_member_feedback": (*_ANSWERED, _words("author", "Who looked: a role, no name")),
        "partner_feedback": (_words("author", "Which agency or service said it"),),
        "workforce": (
            _words("measure", "The measure"),
            _words("period", "The period"),
            _number("part", "Posts or people it is true of"),
            _number("whole", "Of all"),
        ),
        "inspection": _REPORT,
        "peer_review": _REPORT,
        "research": (_words("author", "Who wrote it"), _words("where", "Where it is published")),
        "self_assessment": _RETURNED,
        "self_evaluation": _RETURNED,
        "training": (_number("part", "Evaluations"), _number("whole", "People trained")),
        "visit": (_words("author", "Who visited: a role, no name"), _words("where", "What kind of home")),
        "supervision": (
            _words("author", "Whose supervision: a role, no name"),
            _words("period", "The period"),
        ),
        "communications": (_words("measure", "The measure"), _words("period", "The period")),
    }
)
"""By kind of source. Where there are a ``part`` and a ``whole``, the part is no more than the whole."""
