"""What several of the voice rules share: nations, authorities, windows, and what counts as a view."""

from typing import Final

from lif_plugin.domain.condition import AnyOf, Condition, Is, Shown
from lif_plugin.domain.rule import Exemption
from lif_plugin.domain.window import Span, Unit, Window

ENGLAND: Final = ("england",)
EVERYWHERE: Final = ("england", "scotland", "wales", "northern_ireland")

HEARD: Final = "UN Convention on the Rights of the Child, article 12: the child's views"
WISHES_IN_CARE: Final = (
    "Children Act 1989, section 22(4) and (5): the wishes and feelings of a looked-after child"
)
PARTICIPATION_GUIDE: Final = "Guide to the SSDA903 return, reviews: participation codes PN0 to PN7"
LOCAL_INTERVAL: Final = "Local standard for visits on a child protection plan; there is no national figure"

TEN_WORKING_DAYS: Final = Span(10, Unit.WORKING_DAYS)
TWENTY_WORKING_DAYS: Final = Span(20, Unit.WORKING_DAYS)
ON_PROTECTION_PLAN: Final = Is("code", ("CP",))
SEEN: Final = Is("seen", ("yes",))
NOT_SEEN: Final = Is("seen", ("no",))
REFUSED: Final = Exemption("refused", "The child did not want to be seen alone")
NON_VERBAL: Final = Exemption("non_verbal", "The child does not speak; what was observed is recorded")


def view_in(window: Window) -> Condition:
    """Whether a view of the child was recorded in a window, by any means.

    A review or conference that was held counts: whether the child was heard there has rules of its own, and
    one fact gives one prompt.
    """
    held = Is("held", ("yes",))
    return AnyOf(
        (
            Shown("view_given", None, window),
            Shown("statement", None, window),
            Shown("complaint", None, window),
            Shown("review", held, window),
            Shown("conference", held, window),
        )
    )
