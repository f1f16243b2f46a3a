"""What else is done on an audit's page: a concern for now, a day to talk, reading back, two readings talked through."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.cycle.audits import concerns, journey, moderating
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.seeing import AuditSeen
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit_voice import talk_of
from lif_plugin.domain.audit_work import DONE, AuditState, Origin
from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.web.panel_audits import day_typed
from lif_plugin.web.services import Services
from lif_plugin.web.session import check_form, services_of, viewer_of
from lif_plugin.web.threads import in_thread

SAVED: Final = {
    "concern": "Somebody is told, and the audit waits",
    "acknowledge": "It is written down, and the audit goes on",
    "talk": "The day is kept",
    "read_back": "Those who work with the case can read it",
    "agree": "The grade you agreed on is kept with both",
}
WORDS: Final = {
    "view": "What the worker wants to be known",
    "proposed": "Proposed a day",
    "agreed": "Agreed to the day",
    "reply": "Reply",
    "disagrees": "Sees it differently",
}


def beside(services: Services, viewer: Viewer, seen: AuditSeen) -> dict[str, Any]:
    """What stands beside an audit on its page: concerns, the talk, and how two readings differ."""
    desk, row = Desk.over(services.store), seen.row
    with services.store.read(viewer) as connection:
        of_it = [one for one in concerns.see_concerns(connection, viewer) if one.audit_id == row["id"]]
    compared = row["origin"] == Origin.SECOND and row["state"] in DONE and viewer.may(Right.READ_AUDITS)
    talk = talk_of(journey.said_of(seen.words, row["auditor"]))
    is_own = row["auditor"] == viewer.subject or viewer.may(Right.DRAW_AUDITS)
    return {
        "concerns": of_it,
        "may_acknowledge": [one.id for one in of_it if _may_acknowledge(viewer, one)],
        "differences": moderating.differences(desk, viewer, row["id"]) if compared else (),
        "may_agree_grade": viewer.may(Right.DRAW_AUDITS),
        "talk": talk,
        "talks": is_own and row["case_id"] is not None and row["origin"] != Origin.SECOND,
        "reads_back": is_own
        and row["state"] in DONE
        and row["case_id"] is not None
        and row["origin"] != Origin.SECOND
        and not any(word["kind"] == "read_back" for word in seen.words),
        "is_paused": row["state"] == AuditState.PAUSED,
        "said": [(WORDS[word["kind"]], word) for word in seen.words if word["kind"] in WORDS],
    }


def _may_acknowledge(viewer: Viewer, one: concerns.Concern) -> bool:
    told = {Role(step["role"]) for step in one.told}
    return (
        one.row["acknowledged_at"] is None and bool(viewer.roles & told) and one.row["by"] != viewer.subject
    )


async def take(request: Request) -> Response:
    """Take one of these steps and show the audit again."""
    viewer, services = viewer_of(request), services_of(request)
    form = await request.form()
    check_form(request, form)
    texts = {
        name: value.replace("\r\n", "\n").strip() for name, value in form.items() if isinstance(value, str)
    }
    audit_id = request.path_params["audit"]
    await in_thread(request, _take, services, viewer, audit_id, texts)
    return RedirectResponse(f"/audits/{audit_id}?saved={texts['do']}", HTTPStatus.SEE_OTHER)


def _take(services: Services, viewer: Viewer, audit_id: str, texts: Mapping[str, str]) -> None:
    desk, text = Desk.over(services.store), texts.get("text", "")
    shown: tuple[str | None, ...]
    match texts.get("do"):
        case "concern":
            shown = concerns.raise_concern(desk, viewer, audit_id, text).public_ids
        case "acknowledge":
            shown = concerns.acknowledge_concern(desk, viewer, texts.get("concern", ""), text).public_ids
        case "talk":
            day = day_typed(texts.get("day", ""))
            shown = (journey.set_talk(desk, viewer, audit_id, day, text)["public_id"],)
        case "read_back":
            shown = (journey.read_back(desk, viewer, audit_id)["public_id"],)
        case "agree":
            question, grade = texts.get("question", ""), texts.get("grade", "")
            shown = moderating.agree_grade(desk, viewer, audit_id, question, grade, text)
        case _:
            raise AuditRefused("Choose what to do.")
    ids = [one for one in shown if one]
    if ids:
        services.read_log.record(viewer, "audit", ids)
