"""How often one client or person may ask GraphQL: counted for each request, stream, connection and subscription."""

import logging
import time
from typing import Final

from starlette.requests import HTTPConnection

from lif_plugin.domain.viewer import Viewer
from lif_plugin.web.pace import Pace, TooMany

_POLICY: Final = "graphql"
_log: Final = logging.getLogger(__name__)


def counted(connection: HTTPConnection, viewer: Viewer) -> dict[str, str]:
    """Count once for whoever asks; gives the headers that say what is left. Raises `TooMany`.

    A client is counted by its id, a person by their subject: more tokens are no more requests.
    """
    pace: Pace | None = connection.app.state.graphql_pace
    if pace is None:
        return {}
    try:
        return pace.take((viewer.agency, viewer.subject), time.monotonic()).headers(_POLICY)
    except TooMany as error:
        # A person's subject may be their address; a client's id is the administrator's own word.
        who = viewer.subject if viewer.subject.startswith("client:") else "somebody"
        _log.warning("%s of %s asked GraphQL too often: to wait %d s", who, viewer.agency, error.seconds)
        error.headers |= {
            "RateLimit-Policy": f'"{_POLICY}";q={int(pace.burst)};w={pace.window}',
            "RateLimit": f'"{_POLICY}";r=0;t={error.seconds}',
        }
        raise
