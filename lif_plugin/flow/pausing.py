"""Pausing: all delivery of an agency stops at once, and goes on without a flood."""

from typing import Any

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.store import agencies, pauses
from lif_plugin.store.work import Store, hold_agency


def is_paused(store: Store, agency: str) -> bool:
    """Say whether delivery is stopped."""
    with store.read(Viewer.system("pause", agency)) as connection:
        return pauses.paused(connection, agency) is not None


def pause(store: Store, viewer: Viewer, why: str, now: int) -> bool:
    """Stop pushes, digests and what waits in the outbox; False where they were stopped. Raises `NotAllowed`.

    Rules go on being asked and prompts stand on our own pages: nothing is lost, and nobody is interrupted.
    """
    viewer.require(Right.CONFIGURE)
    if not why.strip():
        raise BadSetting("Stopping delivery needs a reason.", hint="Say why in a sentence.")
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        agencies.load_agency(connection, viewer.agency)
        if pauses.paused(connection, viewer.agency) is not None:
            return False
        pauses.begin(connection, viewer.agency, viewer.subject, why.strip(), now)
    return True


def resume(store: Store, viewer: Viewer, now: int) -> int | None:
    """Let delivery go on; gives how many prompts go through the alert budget again. Raises `NotAllowed`.

    None where it was not stopped. What the budget had let through and nobody has seen is decided on anew, in the
    week in which it is told, so that two weeks' worth never comes at once.
    """
    viewer.require(Right.CONFIGURE)
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        held = pauses.paused(connection, viewer.agency)
        if held is None:
            return None
        again = pauses.undecide(connection, viewer.agency, held["paused_at"])
        pauses.end(connection, viewer.agency, viewer.subject, now)
    return again


def listed(connection: Any, viewer: Viewer) -> list[dict[str, Any]]:
    """All pauses, the newest first. Raises `NotAllowed`."""
    viewer.require(Right.READ_SETUP)
    return pauses.listed(connection, viewer.agency)
