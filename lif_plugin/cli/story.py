"""The demonstration's story: from a nominated case to proven impact over two agencies, and one that got no better."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from lif_plugin.app import App
from lif_plugin.cli.options import operator, person
from lif_plugin.cli.output import say, table
from lif_plugin.cycle import impact, learning
from lif_plugin.cycle.actions import NewAction, make_plan, move_action, propose_action, put_in_plan
from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, recommend
from lif_plugin.cycle.origin import came_from
from lif_plugin.cycle.sharing import NewBriefing, acknowledge, expect_readers, reach_of, send_briefing
from lif_plugin.domain.audit import NominationState
from lif_plugin.domain.learning import ActionState, ClosingRefused, Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import add_months, day_number
from lif_plugin.store import partnerships
from lif_plugin.store.reads.audits import nominations_page
from lif_plugin.store.reads.page import Window

PARTNERSHIP: Final = "demo"
FRAMEWORK: Final = "hartlepool_hscb"
_PLANS: Final = ("board_business_plan", "subgroup_action_plan", "single_agency_action_plan")
_BETTER: Final = ("pmf_support", (8, 9, 7, 14, 15, 16))
_SAME: Final = ("pmf_healthy", (8, 9, 7, 8, 9, 7))
"""An indicator of the framework, and of 20 how many, month by month."""
Line = tuple[str, str, str]


def play_story(
    app: App, council: str, partner: str, partnership: str = PARTNERSHIP
) -> tuple[list[Line], list[Line]]:
    """Play the story on an agency's data; gives the steps of the item that got better and of the one that did not."""
    with app.store.write(operator(council)) as connection:
        partnerships.make_partnership(connection, partnership, "Demonstration partnership", FRAMEWORK)
        for one in (council, partner):
            partnerships.join_partnership(connection, partnership, one, 20170401)
    first, second = (_Story(app, council, partner, partnership) for _ in range(2))
    return first.better(), second.no_better()


def tell_story(app: App, council: str, partner: str) -> None:
    """Play the story on the demonstration's data and show it step by step."""
    better, no_better = play_story(app, council, partner)
    say(
        "\nThe learning cycle, by Hartlepool's framework: two agencies, one action, and whether it got better"
    )
    table("One that got better", ("step", "who", "what"), better)
    table("One that did not", ("step", "who", "what"), no_better)
    closure = impact.closure_of(app.desk, person(council, Role.QUALITY), PARTNERSHIP)
    still = ", ".join(f"{count} {state}" for state, count in closure.open.items())
    say(f"{closure.closed} of {closure.recorded} loops closed; open: {still or 'none'}.")


class _Story:
    """One item on its way; every line is what the verbs answered."""

    def __init__(self, app: App, council: str, partner: str, partnership: str) -> None:
        self._app, self._desk, self._partnership = app, app.desk, partnership
        self._quality, self._board = person(council, Role.QUALITY), person(council, Role.BOARD)
        self._partner, self._nurse = person(partner, Role.QUALITY), person(partner, Role.WORKER)
        self._today = day_number(self._desk.today())

    def better(self) -> list[Line]:
        """From a nominated case to closing."""
        return [
            *self._learn("Care leavers: nobody asked how they want to keep in touch"),
            *self._act(_BETTER),
            *self._closed(),
        ]

    def no_better(self) -> list[Line]:
        """The same, evaluated as no better and opened again."""
        return [
            *self._learn("Care leavers: what they said is not in the plan"),
            *self._act(_SAME),
            *self._reopened(),
        ]

    def _learn(self, title: str) -> Iterator[Line]:
        summary = "In 12 of 20 files the record does not yet show what the young person said."
        new = learning.NewItem(
            self._partnership,
            "multi_agency_audits",
            title,
            summary,
            Nature.CONCERN,
            "voice_of_child",
            self._today,
        )
        self._item = learning.record_item(self._desk, self._quality, new)
        yield self._nominated()
        self._finding = add_finding(
            self._desk,
            self._quality,
            self._item,
            NewFinding(Nature.CONCERN, "voice_of_child", title, "12 of 20 files"),
        )
        yield "finding", self._quality.agency, title
        said = self._walk("learning", Verdict.AGREED)
        yield "learning route", ", ".join(said), self._state()

    def _nominated(self) -> Line:
        with self._app.store.read(self._quality) as connection:
            page = nominations_page(connection, self._quality, (NominationState.POOLED,), Window(1))
        if not page.rows:
            return "nomination", self._quality.agency, "none waits in the pool"
        row = page.rows[0]
        case = came_from(self._desk, self._quality, self._item, row["id"])
        self._app.read_log.record(self._quality, "cli.demo", [case])
        return "case and nomination", self._quality.agency, f"{row['trigger']}; the case stays in its agency"

    def _act(self, measured: tuple[str, tuple[int, ...]]) -> Iterator[Line]:
        desk, due = self._desk, day_number(add_months(self._desk.today(), 6))
        owner = self._partner.agency
        text = "School nurses ask each care leaver how they want to keep in touch"
        asked = recommend(
            desk,
            self._quality,
            self._finding,
            NewRecommendation(text, "Dip sample of 20", owner, "head_of_nursing", due),
        )
        yield "recommendation", self._quality.agency, "SMART" if not asked.failing else "not yet SMART"
        new = NewAction(
            text, owner, "head_of_nursing", "subgroup_plans", due, "Dip sample of 20", "board", asked.id
        )
        one = propose_action(desk, self._quality, self._item, new)
        for viewer, kind in zip((self._quality, self._quality, self._partner), _PLANS, strict=True):
            last = day_number(add_months(desk.today(), 12))
            put_in_plan(
                desk, viewer, make_plan(desk, viewer, self._partnership, kind, kind, self._today, last), one
            )
        yield "action", owner, f"one action in {len(_PLANS)} plans of two agencies"
        for state in (ActionState.ACCEPTED, ActionState.DONE):
            move_action(desk, self._partner, one, state)
        move_action(desk, self._board, one, ActionState.SIGNED_OFF, "Seen in the register")
        yield "signed off", "board", "done, and seen in the register"
        yield self._briefed(desk)
        yield self._measured(desk, one, *measured)

    def _briefed(self, desk: Desk) -> Line:
        new = NewBriefing(
            self._partnership,
            "agency_team_meetings",
            "Ask how they want to keep in touch",
            "Why and how",
            "School nurses",
            self._today,
            self._item,
        )
        briefing = send_briefing(desk, self._quality, new)
        expect_readers(desk, self._partner, briefing, 1)
        acknowledge(desk, self._nurse, briefing)
        (reach,) = reach_of(desk, self._partner, briefing)
        return "briefing", reach.agency, f"acknowledged by {reach.acknowledged} of {reach.expected}"

    def _measured(self, desk: Desk, action: str, indicator: str, shares: tuple[int, ...]) -> Line:
        first = add_months(desk.today().replace(day=1), -len(shares))
        for number, share in enumerate(shares):
            begins = add_months(first, number)
            ends = day_number(add_months(begins, 1) - timedelta(days=1))
            value = impact.Value(indicator, day_number(begins), ends, share, 20, 20, self._today)
            impact.record_value(desk, self._partner, self._partnership, value)
        changed = day_number(add_months(first, len(shares) // 2))
        impact.link_indicator(
            desk, self._quality, action, indicator, changed, "A new form came in the same month."
        )
        (compared,) = impact.before_and_after(desk, self._quality, action)
        return "indicator", self._partner.agency, f"{compared.before:.0%} before, {compared.after:.0%} after"

    def _closed(self) -> Iterator[Line]:
        try:
            learning.close_item(self._desk, self._board, self._item)
        except ClosingRefused as refused:
            yield "closing refused", "board", refused.message
        yield "evaluation", ", ".join(self._walk("evaluation", Verdict.IMPROVED)), self._state()
        learning.close_item(self._desk, self._board, self._item)
        yield "closing", "board", self._state()

    def _reopened(self) -> Iterator[Line]:
        yield "evaluation", ", ".join(self._walk("evaluation", Verdict.NOT_IMPROVED)), self._state()
        learning.reopen_item(self._desk, self._board, self._item, "The dip sample shows the same.")
        yield "opened again", "board", self._state()

    def _walk(self, route: str, verdict: Verdict) -> list[str]:
        """Let every body speak that is waited for; gives who spoke."""
        spoke: list[str] = []
        while waiting := self._waiting(self._board):
            learning.speak(
                self._desk, self._board, self._item, learning.Word(route, waiting[0], verdict, self._today)
            )
            spoke.append(waiting[0])
            if route == "learning" and self._state() != "learning":
                break
        return spoke

    def _waiting(self, viewer: Viewer) -> tuple[str, ...]:
        with self._desk.store.read(viewer) as connection:
            return self._desk.item(connection, viewer, self._item).waiting

    def _state(self) -> str:
        with self._desk.store.read(self._quality) as connection:
            return self._desk.item(connection, self._quality, self._item).state.value
