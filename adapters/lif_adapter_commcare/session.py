"""One CommCare project space as the house uses it: what changed, what is shown, what was answered.

Everything it can fail with is a `TryLater`, `GiveUp` or `SignInRefused` (see ``errors``).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from lif_adapter_commcare.client import CommCare
from lif_adapter_commcare.errors import NotThere, OddAnswer, OddCase
from lif_adapter_commcare.forwarding import hinted_case
from lif_adapter_commcare.mapping import Reading, map_case
from lif_adapter_commcare.prompts import Prompts, hangs_on, shown_of
from lif_adapter_commcare.replies import read_reply
from lif_adapter_commcare.settings import Connection
from lif_adapter_commcare.sweep import Step, case_types, sweep
from lif_plugin.domain.rule import Exemption
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.live import (
    Changed,
    Delivered,
    LiveClock,
    Outgoing,
    PlatformAnswer,
    Polled,
    Remark,
    Reply,
    Unreadable,
)

Case = dict[str, Any]


class CommCareSession:
    """A `LiveSession`."""

    def __init__(self, connection: Connection, clock: LiveClock) -> None:
        self._told = connection
        self._clock = clock
        self._server = CommCare(connection, clock)
        self._prompts = Prompts(self._server, connection, clock)

    def __repr__(self) -> str:
        return f"CommCareSession({self._server!r})"

    def poll(self, cursor: str | None) -> Iterator[Polled]:
        """What changed since a cursor, a page at a time; all of it, if the map has changed since."""
        covered = self._told.case_map.kinds()
        for step in sweep(self._server, self._told, cursor, self._clock.now()):
            yield Polled(tuple(self._of(step)), step.cursor, covered, step.until, not step.done)

    def look(self, case_ref: str) -> Changed | Unreadable | None:
        """One child's case as it now stands; None if it is gone or no child's."""
        try:
            child = self._server.case(case_ref)
        except NotThere:
            return None
        if child.get("case_type") != self._told.case_map.case_type:
            return None
        return self._read(child, self._prompts.moved_at(case_ref))

    def deliver(self, outgoing: Outgoing) -> Delivered:
        """Make a prompt's case, or close it."""
        return self._prompts.withdraw(outgoing) if outgoing.withdraw else self._prompts.show(outgoing)

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        """What stands in the prompts' cases of a child's."""
        return self._prompts.answers(case_ref)

    def read_reply(self, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
        """Which code it is."""
        return read_reply(answer.text, exemptions)

    def hint(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """The child's case a forward is about. Raises `ForgedHint` without what was agreed for signing in."""
        return hinted_case(headers, body, self._told)

    def examine(self) -> Sequence[Remark]:
        """Whether there are cases of the types that are named; only their number is asked for."""
        remarks = [
            Remark("care", "version", "This adapter was built from CommCare's documentation and has not yet been "
                   "run against a live server: try it on a project space of its own first.")
        ]  # fmt: skip
        for case_type in case_types(self._told):
            count = self._server.count(case_type)
            if case_type == self._told.prompt_type:
                continue
            said = (
                f"{count} cases of this type."
                if count
                else "No case of this type: is it named as in the app?"
            )
            remarks.append(Remark("fine" if count else "care", case_type, said))
        if not self._told.webhook_key.reveal():
            remarks.append(
                Remark("care", "webhook_key", "No key for forwards: polls alone find what changed.")
            )
        if not self._told.user_id:
            remarks.append(
                Remark("care", "user_id", "Forwards of our own writes are looked at like anybody's: name it.")
            )
        if not self._told.settle_s:
            remarks.append(
                Remark("wrong", "settle", "At 0 a write sent again at once may make a prompt twice.")
            )
        return remarks

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

    def _of(self, step: Step) -> Iterator[Changed | Unreadable]:
        """The children's cases that a page is about."""
        if step.case_type == self._told.case_map.case_type:
            for child in step.rows:
                yield self._read(child)
            return
        moved: dict[str, int] = {}
        for ref, at in self._moved(step):
            moved[ref] = max(at, moved.get(ref, 0))
        for child in self._server.cases(sorted(moved)):
            if child.get("case_type") == self._told.case_map.case_type:
                yield self._read(child, moved.get(str(child.get("case_id")), 0))

    def _moved(self, step: Step) -> Iterator[tuple[str, int]]:
        """(child's case, when a prompt on it was answered or 0) for cases that hang on a child's.

        A prompt that nobody has answered is what we wrote ourselves: no news.
        """
        below = dict(self._told.case_map.below())
        for row in step.rows:
            if step.case_type == self._told.prompt_type:
                shown = shown_of(row)
                if shown.answered and (ref := hangs_on(row, self._told.prompt_index)):
                    yield ref, shown.at
            elif ref := hangs_on(row, below[step.case_type]):
                yield ref, 0

    def _read(self, child: Case, moved_at: int = 0) -> Changed | Unreadable:
        today = day_number(datetime.fromtimestamp(self._clock.now() / 1000, self._told.zone).date())
        try:
            return map_case(
                child, self._below(child), Reading(self._told.case_map, self._told.zone, today), moved_at
            )
        except (OddAnswer, OddCase) as error:
            return Unreadable(str(child.get("case_id") or "?"), error.code, error.message)

    def _below(self, child: Case) -> list[Case]:
        """The cases with facts that hang on a child's."""
        found: dict[str, Case] = {}
        for case_type, index in self._told.case_map.below():
            query = {
                "case_type": case_type,
                f"indices.{index}": child.get("case_id"),
                "limit": self._told.page,
            }
            for page in self._server.pages(query):
                mine = [one for one in page if hangs_on(one, index) == child.get("case_id")]
                found |= {str(one.get("case_id")): one for one in mine}
        return list(found.values())
