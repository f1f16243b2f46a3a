"""The hint for a platform while a note is written: JSON in, what it shows of the child out, nothing kept.

No case is looked at, so the read log has nothing to record.
"""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.local_words import LocalWords
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import NotAllowed
from lif_plugin.store.agencies import load_agency
from lif_plugin.voice import LABELS
from lif_plugin.web.note import keep_pace
from lif_plugin.web.note_asked import NoteAsked, from_json
from lif_plugin.web.note_view import clearer, named_spans
from lif_plugin.web.note_words import HEARD, ITEMS
from lif_plugin.web.services import Services
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_reader, in_thread


class HintOff(NotAllowed):
    """Your agency has not asked for hints while a note is written."""

    code = "note_hint_off"
    hint = "Whoever runs the server turns them on: `lif init --agency ID --note-hint`."


async def hint(request: Request) -> Response:
    """Answer with the reading of a note; for programs, so the token comes in the header."""
    viewer = viewer_of(request, by_header=True)
    viewer.require(Right.READ_CASES)
    keep_pace(request, viewer)
    agency = await in_thread(request, _agency, services_of(request), viewer)
    if not agency.note_hint:
        raise HintOff
    asked = from_json(await request.body())
    body = await in_reader(request, _hint, asked, agency.note_words)
    return Response(body, media_type="application/json")


def _agency(services: Services, viewer: Viewer) -> Agency:
    with services.store.read(viewer) as connection:
        return load_agency(connection, viewer.agency)


def _hint(asked: NoteAsked, local: LocalWords) -> bytes:
    reading = asked.reading(local)
    wanted = clearer(reading)
    found: dict[str, Any] = {
        "heard": reading.overall.value,
        "says": HEARD[reading.overall],
        "why": reading.why,
        "items": [
            {
                "id": item.id,
                "name": ITEMS[item.id].name,
                "title": ITEMS[item.id].title,
                "mark": item.mark.value,
                "clearer": wanted.get(item.id),
            }
            for item in reading.rubric
        ],
        "labels": {name: reading.label(name) for name in LABELS},
        "spans": [[span.start, span.end, name] for span, name in named_spans(reading)],
        "clearer": list(wanted.values()),
        "aid": "A reading aid, which may be wrong. It says nothing about risk and nothing about the writer.",
    }
    return orjson.dumps(found)
