"""Demoting: a rule that people mark wrong too often goes to the digest for their agency, until an admin restores it."""

from datetime import timedelta
from typing import Any, Final

from lif_plugin.domain.demotion import WEEKS, may_be_moved, too_often
from lif_plugin.domain.rule import Rule
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.store import demotions
from lif_plugin.store.work import Store, hold_agency

_BACK_MS: Final = timedelta(weeks=WEEKS) // timedelta(milliseconds=1)


def consider(connection: Any, agency: str, rule: Rule, now: int) -> bool:
    """After an answer that a prompt is wrong, move its rule to the digest if that was too often; says whether it was.

    What has interrupted somebody already stays where they saw it; what the budget has not decided on goes to the digest.
    """
    if not may_be_moved(rule) or rule.id in demotions.in_force(connection, agency):
        return False
    wrong, answered = demotions.counted(connection, agency, rule.id, now - _BACK_MS)
    if not too_often(wrong, answered):
        return False
    demotions.begin(connection, agency, rule.id, (wrong, answered), now)
    return True


def restore(store: Store, viewer: Viewer, rule: str, why: str, now: int) -> None:
    """Let a rule interrupt again, with a reason; answers from before no longer count. Raises `NotAllowed`, `NotFound`.

    What comes from now on goes through the alert budget; what has gone to the digest stays there.
    """
    viewer.require(Right.CONFIGURE)
    if not why.strip():
        raise BadSetting("Restoring a rule needs a reason.", hint="Say why in a sentence.")
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        if not demotions.end(connection, viewer.agency, rule, viewer.subject, why.strip(), now):
            raise NotFound(
                f"{rule} was not moved to the digest.", hint="`lif rules demoted` lists those that were."
            )


def listed(connection: Any, viewer: Viewer) -> list[dict[str, Any]]:
    """All demotions, the newest first. Raises `NotAllowed`."""
    viewer.require(Right.READ_SETUP)
    return demotions.listed(connection, viewer.agency)


def in_force(connection: Any, viewer: Viewer) -> dict[str, dict[str, Any]]:
    """The demotions that nobody has lifted, by rule. Raises `NotAllowed`."""
    viewer.require(Right.READ_SETUP)
    return demotions.in_force(connection, viewer.agency)
