"""The panel of a case: shown, answered, and shown again with a confirmation."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lif_plugin.domain.audit_telling import NOT_YOU
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.timer_reading import TimerReading
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import AnswerRefused, NotFound
from lif_plugin.flow.answer import TEXT_AT_MOST, answer_prompt
from lif_plugin.flow.review_view import ReviewSeen, see_reviews
from lif_plugin.flow.timers import see_timers
from lif_plugin.rules.registry import rules_as_set
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.answers import late_of
from lif_plugin.store.reads.cases import cases_named
from lif_plugin.store.reads.prompts import prompts_of_case
from lif_plugin.store.reads.reviews import ReviewFilter, on_hold, reviews_where
from lif_plugin.store.work import now_ms
from lif_plugin.web import review_words
from lif_plugin.web.pages import page
from lif_plugin.web.panel_audits import ANSWERS, QUESTIONS, audits_seen, notices_seen
from lif_plugin.web.panel_steps import HELPED, KEPT, learnt, step_of, to_do
from lif_plugin.web.panel_view import Panel, Reader, late_answers, panel_of
from lif_plugin.web.services import Services
from lif_plugin.web.session import FRAME, check_form, in_frame, services_of, viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.web.timer_words import due_list
from lif_plugin.web.words import called_in

SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a form that was sent, and the field to mend."""

    prompt: str
    message: str
    field: str
    reason: str | None
    text: str


async def show(request: Request) -> Response:
    """Show the panel of a case, named by its public id or the source's own reference."""
    viewer = viewer_of(request)
    return await _shown(request, viewer, request.path_params["case"])


async def _shown(request: Request, viewer: Viewer, name: str, mistake: Mistake | None = None) -> Response:
    panels = await in_thread(request, _panels, services_of(request), viewer, name)
    if not panels:
        raise NotFound("There is no such case, or it is not yours to see.")
    if isinstance(panels, list):
        return page(request, "choice.html", cases=panels, ref=name)
    saved = request.query_params.get(SAVED)
    values: dict[str, Any] = {
        "panel": panels,
        "saved": next((point for point in panels.answered if point.id == saved), None),
        "mistake": mistake,
        "text_at_most": TEXT_AT_MOST,
        "kept": KEPT.get(request.query_params.get("kept", "")),
        "helped": HELPED,
        "words": review_words,
        "audit_questions": QUESTIONS,
        "audit_answers": ANSWERS,
        "audit_not_you": NOT_YOU,
    }
    return page(
        request, "panel.html", HTTPStatus.UNPROCESSABLE_ENTITY if mistake else HTTPStatus.OK, **values
    )


def _panels(services: Services, viewer: Viewer, name: str) -> Panel | list[dict[str, Any]]:
    """Read a panel; several cases to choose from where sources share a reference, none where there is none."""
    with services.store.read(viewer) as connection:
        cases = cases_named(connection, viewer, name)
        if not cases:
            return []
        if len(cases) > 1:
            services.read_log.record(viewer, "panel.choice", [case["public_id"] for case in cases])
            return cases
        results = prompts_of_case(connection, viewer, cases[0]["case_id"])
        picked = notices_seen(connection, viewer, cases[0]["case_id"])
        agency = load_agency(connection, viewer.agency)
        held = bool(on_hold(connection, viewer, [cases[0]["case_id"]]))
        proposed = _reviews(connection, viewer, cases[0]["case_id"])
        case_id = cases[0]["case_id"]
        for_child = to_do(connection, services, viewer, case_id, called_in(agency).people)
        lessons_here = learnt(connection, services, viewer, case_id)
        audited = audits_seen(connection, services, viewer, case_id)
        came_late = late_of(connection, viewer.agency, [(case_id, row["id"]) for row in results])
        timers = due_list(_timers(connection, services, viewer, cases[0]["case_id"]))
    services.read_log.record(viewer, "panel", [cases[0]["public_id"]])
    lessons = services.lessons.get(viewer.agency, ())
    reader = Reader(viewer, agency.zone, rules_as_set(agency, services.rules), lessons, called_in(agency))
    panel = panel_of(cases[0], results, reader)
    unchecked = tuple(sorted({*panel.unchecked, *timers.unchecked}))
    return replace(
        panel,
        audits=picked,
        on_hold=held,
        reviews=proposed,
        due=timers.items,
        unchecked=unchecked,
        to_do_for_child=for_child,
        learnt=lessons_here,
        audited=audited,
        late=late_answers(results, came_late, reader),
    )


def _timers(connection: Any, services: Services, viewer: Viewer, case_id: int) -> list[TimerReading]:
    """Read what is due on the case by law, guidance and the agency."""
    return see_timers(connection, viewer, services.timers, [case_id], now_ms()).get(case_id, [])


def _reviews(connection: Any, viewer: Viewer, case_id: int) -> tuple[ReviewSeen, ...]:
    """Read what the case is proposed for, for those who may see it; nothing for the worker."""
    if not viewer.may(Right.READ_REVIEWS):
        return ()
    rows = reviews_where(connection, viewer, ReviewFilter(case_ids=(case_id,)))
    return tuple(see_reviews(connection, viewer, rows, now_ms()))


async def answer(request: Request) -> Response:
    """Save an answer and show the panel again, so that reloading it sends nothing twice."""
    viewer = viewer_of(request)
    form = await request.form()
    check_form(request, form)
    name = request.path_params["case"]
    step = step_of(form)
    if step is not None:
        await in_thread(request, step[1], services_of(request), viewer, name)
        here = FRAME if in_frame(request) else ""
        return RedirectResponse(f"{here}/panel/{name}?kept={step[0]}", HTTPStatus.SEE_OTHER)
    prompt, kind = _text(form, "prompt"), _text(form, "kind")
    reason, note = _text(form, "reason") or None, _text(form, "text").replace("\r\n", "\n").strip()
    if kind not in set(AnswerKind) - {AnswerKind.REPLIED}:
        raise AnswerRefused
    if kind == AnswerKind.EXPLAINED and reason is None:
        missing = Mistake(prompt, "Choose a reason", f"reason-{prompt}", None, note)
        return await _shown(request, viewer, name, missing)
    if len(note) > TEXT_AT_MOST:
        # Not held against the reader's typing: the note is shown again, to be shortened.
        long = Mistake(
            prompt, f"The note must be {TEXT_AT_MOST:,} characters or fewer", f"text-{prompt}", reason, note
        )
        return await _shown(request, viewer, name, long)
    services = services_of(request)
    await in_thread(
        request,
        answer_prompt,
        services.store,
        services.plugins,
        services.rules,
        viewer,
        prompt,
        AnswerKind(kind),
        reason,
        note or None,
        now_ms(),
    )
    here = FRAME if in_frame(request) else ""
    return RedirectResponse(f"{here}/panel/{name}?{SAVED}={prompt}", HTTPStatus.SEE_OTHER)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
