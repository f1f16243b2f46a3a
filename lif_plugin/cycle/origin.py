"""Where an item of learning came from: the cases of the own agency, which no partner ever sees."""

from typing import Any

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.learning import require_own
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import NotFound
from lif_plugin.store import learning_cases
from lif_plugin.store.tables import learning_item


def came_from(desk: Desk, viewer: Viewer, item_id: str, nomination_id: str) -> str:
    """Keep that an item of the own agency came from a nominated case; gives the case's public id, for the read log.

    Raises `NotAllowed`, `NotFound`.
    """
    viewer.require(Right.RECORD_LEARNING)
    viewer.require(Right.READ_AUDITS)
    with desk.store.write(viewer) as connection:
        require_own(viewer, desk.row(connection, viewer, learning_item, item_id))
        found = learning_cases.nominated_case(connection, viewer, nomination_id)
        if found is None:
            raise NotFound("There is no such nomination.", hint="`lif audits pool --json` gives the ids.")
        learning_cases.keep_case(connection, viewer, item_id, found["case_id"], nomination_id)
    return str(found["public_id"])


def origins_of(desk: Desk, viewer: Viewer, item_id: str) -> list[dict[str, Any]]:
    """The cases an item came from and why they were nominated; whoever asks logs their ``public_id``s."""
    viewer.require(Right.READ_AUDITS)
    with desk.store.read(viewer) as connection:
        desk.row(connection, viewer, learning_item, item_id)
        return learning_cases.cases_of_item(connection, viewer, item_id)
