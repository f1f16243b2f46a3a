"""A prompt as an extension case on the child's case: made, taken back, and what workers answered in it.

CommCare joins what several people change in a case, property by property, so nothing of a worker's save is lost by a
write of ours, and none of our writes touches the child's case. What must be feared is our own repetition: two upserts
of one external id at the same moment make two cases. So after a write whose end is not known, and when a session
begins, some time passes before the next write; and a double that is there all the same is closed when it is met.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lif_adapter_commcare.client import CommCare
from lif_adapter_commcare.errors import NotThere, OddAnswer, ServerFault, Unreachable
from lif_adapter_commcare.settings import Connection
from lif_adapter_commcare.times import parse_time
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.live import Delivered, LiveClock, Outcome, Outgoing, PlatformAnswer

Case = dict[str, Any]
NAME_AT_MOST: Final = 255
TEXT_AT_MOST: Final = 2000
OPEN: Final = "open"
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, slots=True)
class Shown:
    """A prompt's case as it stands."""

    case_id: str
    identity: str
    state: str
    closed: bool
    code: str
    words: str
    by: str
    at: int
    closed_at: int | None

    @property
    def answered(self) -> bool:
        """Somebody chose a reason or wrote something; whether it was taken back meanwhile does not matter."""
        return bool(self.code or self.words)


def shown_of(row: Case) -> Shown:
    """A prompt's case. Raises `OddAnswer`."""
    told = row.get("properties")
    at = parse_time(row.get("server_last_modified"))
    if not isinstance(told, dict) or at is None or not isinstance(row.get("case_id"), str):
        raise OddAnswer
    said = {
        name: _kept(told.get(name)) for name in ("prompt_id", "state", "answer", "answer_text", "answered_by")
    }
    return Shown(
        row["case_id"], said["prompt_id"], said["state"], bool(row.get("closed")), said["answer"],
        said["answer_text"], said["answered_by"], at, parse_time(row.get("date_closed")),
    )  # fmt: skip


class Prompts:
    """The prompts of one connection."""

    def __init__(self, server: CommCare, told: Connection, clock: LiveClock) -> None:
        self._server = server
        self._told = told
        self._clock = clock
        self._sure_at = self._later()

    def show(self, outgoing: Outgoing) -> Delivered:
        """Make a prompt's case unless it is there; one that we took back does not count. Raises as the client does."""
        mine = self._mine(outgoing)
        if answered := [one for one in mine if one.answered]:
            return Delivered(Outcome.ANSWERED, answered[0].case_id)
        standing = [one for one in mine if one.state != WITHDRAWN]
        if still := [one for one in standing if not one.closed]:
            self._close(still[1:])
            return Delivered(Outcome.THERE, still[0].case_id)
        child = self._child(outgoing.case_ref)
        if standing or child.get("closed"):
            # Whoever closed it without a word, or closed the child's case, is not asked again.
            return Delivered(Outcome.ENDED)
        external = outgoing.identity + (f".{len(mine) + 1}" if mine else "")
        body = self._body(outgoing, child)
        made = self._write(lambda: self._server.upsert(external, body))
        return Delivered(Outcome.WRITTEN, str(made["case_id"]))

    def withdraw(self, outgoing: Outgoing) -> Delivered:
        """Close a prompt's case unless it was answered. An answer that a phone sends later still counts."""
        mine = self._mine(outgoing)
        if answered := [one for one in mine if one.answered]:
            return Delivered(Outcome.ANSWERED, answered[0].case_id)
        still = [one for one in mine if not one.closed]
        self._close(still)
        return Delivered(Outcome.WRITTEN, still[0].case_id) if still else Delivered(Outcome.ABSENT)

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        """The answers on a child's case, for each prompt the first."""
        first: dict[str, Shown] = {}
        for one in sorted(self._on(case_ref), key=lambda one: (one.at, one.case_id)):
            if one.answered:
                first.setdefault(one.identity, one)
        return [_answer(case_ref, one, self._told.zone) for one in first.values()]

    def moved_at(self, case_ref: str) -> int:
        """When a prompt on a child's case was last answered, in UTC milliseconds; 0: never."""
        return max((one.at for one in self._on(case_ref) if one.answered), default=0)

    def _on(self, case_ref: str) -> list[Shown]:
        told = self._told
        query = {"case_type": told.prompt_type, f"indices.{told.prompt_index}": case_ref, "limit": told.page}
        rows = [row for page in self._server.pages(query) for row in page]
        # A filter that is passed over gives everybody's cases: what hangs elsewhere is not on this one.
        return [shown_of(row) for row in rows if hangs_on(row, told.prompt_index) == case_ref]

    def _mine(self, outgoing: Outgoing) -> list[Shown]:
        mine = [one for one in self._on(outgoing.case_ref) if one.identity == outgoing.identity]
        return sorted({one.case_id: one for one in mine}.values(), key=lambda one: (one.at, one.case_id))

    def _child(self, case_ref: str) -> Case:
        child = self._server.case(case_ref)
        if child.get("case_type") != self._told.case_map.case_type:
            raise NotThere
        return child

    def _body(self, outgoing: Outgoing, child: Case) -> Case:
        sentence = _kept(outgoing.text)
        today = datetime.fromtimestamp(self._clock.now() / 1000, self._told.zone).date()
        return {
            "case_type": self._told.prompt_type,
            "case_name": sentence if len(sentence) <= NAME_AT_MOST else f"{sentence[: NAME_AT_MOST - 1]}…",
            # Whoever has the child's case on their phone has the prompt there too.
            "owner_id": str(child.get("owner_id") or ""),
            "properties": {
                "prompt_id": outgoing.identity,
                "prompt_text": sentence,
                "prompt_link": outgoing.link,
                "raised_on": today.isoformat(),
                "state": OPEN,
                "notice": "yes" if outgoing.notice else "no",
            },
            "indices": {
                self._told.prompt_index: {
                    "case_id": outgoing.case_ref,
                    "case_type": self._told.case_map.case_type,
                    "relationship": "extension",
                }
            },
        }

    def _close(self, shown: Sequence[Shown]) -> None:
        if shown:
            body = {"close": True, "properties": {"state": WITHDRAWN}}
            self._write(lambda: self._server.change({one.case_id: body for one in shown}))

    def _write(self, send: Any) -> Any:
        if (wait := self._sure_at - self._clock.now()) > 0:
            self._clock.sleep(wait / 1000)
        try:
            return send()
        except (Unreachable, ServerFault, OddAnswer):
            self._sure_at = self._later()
            raise

    def _later(self) -> int:
        return self._clock.now() + round(1000 * self._told.settle_s)


def hangs_on(row: Case, index: str) -> str | None:
    """The case that a case hangs on by an index."""
    told = row.get("indices")
    found = told.get(index) if isinstance(told, dict) else None
    ref = found.get("case_id") if isinstance(found, dict) else None
    return ref if isinstance(ref, str) and ref else None


def _answer(case_ref: str, one: Shown, zone: ZoneInfo) -> PlatformAnswer:
    text = f"{one.code}: {one.words}" if one.code and one.words else one.code or one.words
    on = (
        None
        if one.closed_at is None
        else day_number(datetime.fromtimestamp(one.closed_at / 1000, zone).date())
    )
    return PlatformAnswer(one.identity, case_ref, one.case_id, one.by[:200], on, text[:TEXT_AT_MOST])


def _kept(told: Any) -> str:
    """A property's text on one line, with nothing that a database or XML cannot hold."""
    text = told if isinstance(told, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
