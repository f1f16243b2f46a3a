"""The addresses that lif_plugin asks, with a key of their own kind: what changed, show this, take it back, what was answered.

They run as the user whose key it is, and see and write what stands here and nothing else, whatever that user's rights.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final

from trytond.pool import Pool, PoolMeta
from trytond.protocols.wrappers import (
    HTTPStatus,
    Response,
    abort,
    user_application,
    with_pool,
    with_transaction,
)
from trytond.transaction import Transaction
from trytond.wsgi import app

from .feed import answers_of, cases_of, milliseconds, moved_patients, told_of
from .prompt import utc
from .telling import tell_worker

APPLICATION: Final = "lif_prompts"
VERSION: Final = 1
_PAGE: Final = 100
_TEXT_AT_MOST: Final = 2000
_ours: Final = user_application(APPLICATION, json=False)


class UserApplication(metaclass=PoolMeta):
    """User application."""

    __name__ = "res.user.application"

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        cls.application.selection.append((APPLICATION, "lif_plugin"))


def _answer(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, content_type="application/json")


def _alone() -> Any:
    """With rights to what stands in this module: the user of the key needs none besides."""
    return Transaction().set_context(_check_access=False)


def _number(ref: str) -> int:
    if not (ref.isascii() and ref.isdigit() and len(ref) <= 9):
        abort(HTTPStatus.NOT_FOUND)
    return int(ref)


def _patient(ref: str) -> Any:
    """The patient of a reference, if lif_plugin is told of them at all."""
    found = told_of([_number(ref)])
    if not found:
        abort(HTTPStatus.NOT_FOUND)
    return Pool().get("gnuhealth.patient")(found[0])


@app.route("/<database_name>/lif/about", methods=["GET"])
@with_pool
@with_transaction()
@_ours
def about(request: Any, pool: Any) -> Response:
    """Which version answers, and how much waits to be told."""
    with _alone():
        waiting = pool.get("lif.message").search([("state", "=", "waiting")], count=True)
        open_ones = pool.get("lif.prompt").search([("state", "=", "open")], count=True)
    return _answer({"version": VERSION, "waiting": waiting, "open": open_ones})


@app.route("/<database_name>/lif/cases", methods=["GET"])
@with_pool
@with_transaction()
@_ours
def cases(request: Any, pool: Any) -> Response:
    """A page of the patients that moved since a time (UTC milliseconds), by number from after one of them."""
    try:
        since = request.args.get("since", type=int)
        after = request.args.get("after", 0, type=int)
        moment = None if since is None else datetime.fromtimestamp(since / 1000, UTC).replace(tzinfo=None)
    except (OverflowError, OSError, ValueError):
        abort(HTTPStatus.BAD_REQUEST)
    with _alone():
        # Before anything is read: what is saved meanwhile is for the next time.
        now = milliseconds(datetime.now(UTC))
        found = moved_patients(moment, after, _PAGE + 1)
        page = found[:_PAGE]
        return _answer({"cases": cases_of(page), "more": len(found) > _PAGE, "now": now})


@app.route("/<database_name>/lif/cases/<ref>", methods=["GET"])
@with_pool
@with_transaction()
@_ours
def case(request: Any, pool: Any, ref: str) -> Response:
    """One patient as they now stand."""
    with _alone():
        return _answer(cases_of([_patient(ref).id])[0])


@app.route("/<database_name>/lif/cases/<ref>/answers", methods=["GET"])
@with_pool
@with_transaction()
@_ours
def answers(request: Any, pool: Any, ref: str) -> Response:
    """The answers that stand on a patient."""
    with _alone():
        prompts = pool.get("lif.prompt").search([("patient", "=", _number(ref)), ("state", "=", "answered")])
        return _answer({"answers": answers_of(prompts)})


@app.route("/<database_name>/lif/prompts/<identity>", methods=["PUT", "DELETE"])
@with_pool
@with_transaction()
@_ours
def prompt(request: Any, pool: Any, identity: str) -> Response:
    """Show a prompt, or take it back; what was answered stays with its answer."""
    told = _told(request)
    with _alone():
        patient = _number(told["case"])
        found = pool.get("lif.prompt").search([("identity", "=", identity), ("patient", "=", patient)])
        if request.method == "DELETE":
            return _answer(_withdraw(found, told))
        return _answer(_show(found, _patient(told["case"]), identity, told))


def _told(request: Any) -> dict[str, str]:
    try:
        told = json.loads(request.get_data())
        kept = {name: told.get(name, "") for name in ("case", "kind", "text", "link")}
    except (ValueError, AttributeError):
        abort(HTTPStatus.BAD_REQUEST)
    if not all(isinstance(one, str) and len(one) <= _TEXT_AT_MOST for one in kept.values()):
        abort(HTTPStatus.BAD_REQUEST)
    return kept


def _show(found: list[Any], patient: Any, identity: str, told: dict[str, str]) -> dict[str, Any]:
    prompts = Pool().get("lif.prompt")
    if found and found[0].state != "ended":
        return {
            "outcome": "answered" if found[0].state == "answered" else "there",
            "receipt": str(found[0].id),
        }
    kind = told["kind"] or "prompt"
    values = {"kind": kind, "text": told["text"], "link": told["link"] or None, "state": "open", "became": None,
              "ended_at": None, "note": tell_worker(patient, kind, told["text"])}  # fmt: skip
    if found:
        prompts.write(found, values)
    else:
        found = prompts.create([{"identity": identity, "patient": patient.id, **values}])
    return {"outcome": "written", "receipt": str(found[0].id)}


def _withdraw(found: list[Any], told: dict[str, str]) -> dict[str, Any]:
    if not found or found[0].state == "ended":
        return {"outcome": "absent", "receipt": None}
    receipt = str(found[0].id)
    if found[0].state == "answered":
        return {"outcome": "answered", "receipt": receipt}
    prompts = Pool().get("lif.prompt")
    prompts.write(found, {"state": "ended", "became": told["text"] or None, "ended_at": utc()})
    prompts.drop_notes(found)
    return {"outcome": "written", "receipt": receipt}
