"""Reviews under way: their stages from terms of reference to publication, and the method that was chosen."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.framework_entry import ReviewType


class ReviewStage(StrEnum):
    """What a review has reached, in this order.

    TERMS: terms of reference and method agreed. GATHERED: records and accounts are in. HEARD: practitioners, the
    family and the child were heard, or could not be. ANALYSED: findings are written. ACCEPTED: the report was accepted
    by who decides on it. PUBLISHED: it is out, or it was decided why it stays in.
    """

    TERMS = "terms"
    GATHERED = "gathered"
    HEARD = "heard"
    ANALYSED = "analysed"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


ORDER: Final = tuple(ReviewStage)


def next_stage(reached: Sequence[ReviewStage]) -> ReviewStage | None:
    """The stage that comes next; None when the last was reached."""
    return next((stage for stage in ORDER if stage not in reached), None)


def methods_for(framework: Framework, kind: ReviewType) -> frozenset[str]:
    """The methods that a framework offers for a kind of review: by the kind's own list, or by the method's."""
    offered = {method.id for method in framework.review_methods if kind.id in method.used_for}
    return frozenset(offered | set(kind.method_options))
