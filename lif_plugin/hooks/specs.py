"""The hooks, each a promise: when it runs, what it gets, what to return, what a failure costs.

Hooks are plain functions over values: no session, no request, no awaiting. A plugin takes only the
arguments it wants. Plugins are called one at a time in the order of their loading; one that raises,
returns another type or outlives its deadline is recorded, and the others go on. Plugins are trusted
code: they run in our process.
"""

from collections.abc import Sequence

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import AuditNomination, CannotTell, Lesson, Prompt, ReviewLink
from lif_plugin.domain.rule import Rule
from lif_plugin.domain.situation import Learnt
from lif_plugin.domain.timer import Timer
from lif_plugin.hooks.live import LiveAdapter
from lif_plugin.hooks.markers import hookspec
from lif_plugin.hooks.types import Adapter, CaseFinding, CaseView, QueryField


@hookspec
def lif_adapters() -> Sequence[Adapter | LiveAdapter]:  # type: ignore[empty-body]
    """Name the adapters this plugin brings.

    Runs once, when the application is built. ``examine`` is asked first what a set of files is; ``read``
    then streams its rows, each a ``Row`` with its events or a ``Rejected`` with the reason, so that no row
    is left out in silence. A ``Purge`` asks that facts of a case be removed for good, in its place among
    the rows. A ``LiveAdapter`` connects with a platform instead, once somebody has said
    ``lif connect``; what its session promises stands in ``hooks.live``. A file adapter and a live one may
    have the same name. Returning nothing means no adapter. A plugin that fails here is listed with its
    fault by ``lif plugins`` and its adapters cannot be chosen.

    Since 0.1. Example::

        import csv

        from lif_plugin.domain.record import Coverage, Delivery, Event, Rejected, Row
        from lif_plugin.hooks import Adapter, hookimpl


        def examine(paths, options):
            covers = Coverage("visit", options.first_day or 20240401, options.last_day or options.received)
            return Delivery("ours", "visits", (covers,), "as the person importing says", tuple(map(str, paths)))


        def read(delivery):
            for file in delivery.files:
                with open(file, newline="", encoding="utf-8") as lines:
                    for number, row in enumerate(csv.DictReader(lines), 2):
                        if row["seen"] in {"yes", "no"}:
                            seen = {"seen": row["seen"]}
                            visit = Event("visit", row["child"], row["id"], int(row["day"]), seen, {})
                            yield Row(file, number, (visit,))
                        else:
                            yield Rejected(file, number, "seen", "not_yes_or_no", "Write yes or no.", str(row))


        @hookimpl
        def lif_adapters():
            return [Adapter("ours", "Our visits (CSV)", "ours", frozenset({"visit"}), examine, read)]
    """


@hookspec
def lif_rules() -> Sequence[Rule]:  # type: ignore[empty-body]
    """Return rules as data.

    Runs once, when the application is built. Two rules with one id: the plugin that was loaded first keeps
    it, the second is recorded as a fault. Returning nothing means no rule. If the plugin fails, none of its
    rules runs until the next start; results already stored stay as they are.

    Since 0.1. Example::

        from lif_plugin.domain.condition import Is
        from lif_plugin.domain.rule import Channel, FieldCheck, Rule, Severity
        from lif_plugin.domain.viewer import Role
        from lif_plugin.hooks import hookimpl


        @hookimpl
        def lif_rules():
            return [
                Rule(
                    id="OUR-01",
                    version=1,
                    title="Visit without the child",
                    message="The visit on {day} does not yet show that the child was seen.",
                    remedy="If the child was seen, record it. If not, say when they will be.",
                    authority="Our practice standard 4",
                    template=FieldCheck("visit", Is("seen", ("no",))),
                    addressees=(Role.WORKER,),
                    severity=Severity.WARNING,
                    delivery=Channel.DIGEST,
                    nations=("england",),
                )
            ]
    """


@hookspec
def lif_timers() -> Sequence[Timer]:  # type: ignore[empty-body]
    """Return timers as data: what is due by when, and on what authority.

    Runs once, when the application is built. A timer is read on a case's facts whenever somebody opens the
    case; it prompts nobody, which is a rule's business. Two timers with one id: the plugin that was loaded
    first keeps it, the second is recorded as a fault. Returning nothing means no timer. If the plugin fails,
    none of its timers is shown until the next start.

    Since 0.1. Example::

        from lif_plugin.domain.clock import Unit
        from lif_plugin.domain.threshold import Strength
        from lif_plugin.domain.timer import Having, Limit, Match, Step, Timer
        from lif_plugin.hooks import hookimpl


        @hookimpl
        def lif_timers():
            talk = Match("supervision", having=(Having("held", ("yes",)),))
            return [
                Timer(
                    id="OUR-T1",
                    title="Supervision after a child goes missing",
                    nations=("england",),
                    strength=Strength.LOCAL,
                    source="Our practice standard 9",
                    clock_start="the missing episode began",
                    allows="5 working days",
                    steps=(Step("Talk it over", (Match("missing"),), (talk,), Limit(5, Unit.WORKING_DAYS)),),
                )
            ]
    """


@hookspec
def lif_prompts(cases: Sequence[CaseView]) -> Sequence[CaseFinding]:  # type: ignore[empty-body]
    """Find what no rule template can say, for the rules this plugin returned with a ``ByPlugin`` template.

    Runs for every batch of cases whose record changed, outside any transaction. ``cases`` holds the live
    events of each, and cannot be changed. Return every finding that now holds for these cases: what was
    found before and is not returned any more ends. Returning nothing means nothing was found. A finding for
    a case that is not in the batch, on an event that is not the case's, or for a rule that is not the
    plugin's own, is a fault, and none of the plugin's findings of that batch are taken. A failure leaves
    what the plugin found earlier as it was. Findings of a rule that is switched off are left out.

    Since 0.1. Example::

        from itertools import pairwise

        from lif_plugin.domain.prompt import Finding
        from lif_plugin.domain.rule import ByPlugin, Channel, Rule, Severity, State
        from lif_plugin.domain.viewer import Role
        from lif_plugin.hooks import CaseFinding, hookimpl


        @hookimpl
        def lif_rules():
            return [
                Rule(
                    id="OUR-02",
                    version=1,
                    title="Two placements begin on one day",
                    message="Two placements are recorded as beginning on {day}.",
                    remedy="Correct the day of one of them, or end the first.",
                    authority="Our recording standard 2",
                    template=ByPlugin("placement"),
                    addressees=(Role.DATA_TEAM,),
                    severity=Severity.INFO,
                    delivery=Channel.DIGEST,
                    nations=("england",),
                )
            ]


        @hookimpl
        def lif_prompts(cases):
            for case in cases:
                for first, second in pairwise(fact.evidence for fact in case.of("placement")):
                    if first.occurred_day == second.occurred_day:
                        both = (first, second)
                        finding = Finding("OUR-02", second.key, State.GAP, second.occurred_day, both)
                        yield CaseFinding(case.case_ref, finding)
    """


@hookspec
def lif_audits(cases: Sequence[CaseView]) -> Sequence[AuditNomination | CannotTell]:  # type: ignore[empty-body]
    """Nominate cases for an audit programme's pool.

    Runs with ``lif_prompts``, on the same batch. A nomination is a reason to look, not a draw: the
    programme picks within its quota. One occasion is one nomination, told apart by ``subject``; its
    ``notice`` is read by the case's worker once the case is picked. A trigger that the record cannot
    answer is named in a ``CannotTell``, at most one a case, and counted. ``cases`` also hold the prompts
    that wait, as they stood before this batch. Returning nothing nominates nobody and withdraws the plugin's
    earlier nominations of these cases, but for those that were picked. A nomination of a case that is not
    in the batch, or on the key of an event that is not the case's, is a fault, and none of the plugin's
    nominations of that batch are taken. A failure leaves the earlier ones as they were.

    Since 0.1. Example::

        from lif_plugin.domain.prompt import AuditNomination
        from lif_plugin.hooks import hookimpl


        @hookimpl
        def lif_audits(cases):
            for case in cases:
                keys = tuple(fact.evidence.key for fact in case.of("placement"))
                if len(keys) >= 3:
                    yield AuditNomination("many_placements", case.case_ref, f"{len(keys)} placements", keys)
    """


@hookspec
def lif_review_links(cases: Sequence[CaseView], framework: Framework | None) -> Sequence[ReviewLink]:  # type: ignore[empty-body]
    """Propose linking a case to a kind of review, for named roles to decide on.

    Runs with ``lif_prompts``, on the same batch. ``framework`` is the agency's own, or None. Links go to
    our pages only, never out to a platform. Returning nothing proposes nothing and withdraws what the
    plugin proposed before for these cases. A link of a case that is not in the batch, or on the key of an
    event that is not the case's, is a fault, and none of the plugin's links of that batch are taken. A
    failure leaves the earlier ones as they were.

    Since 0.1. Example::

        from lif_plugin.domain.prompt import ReviewLink
        from lif_plugin.hooks import hookimpl


        @hookimpl
        def lif_review_links(cases, framework):
            authority = framework.title if framework else "Working Together to Safeguard Children 2023"
            for case in cases:
                keys = tuple(fact.evidence.key for fact in case.of("serious_harm"))
                if keys:
                    yield ReviewLink("rapid_review", case.case_ref, "The record shows serious harm", authority, keys)
    """


@hookspec
def lif_lessons(framework: Framework | None, learnt: Sequence[Learnt]) -> Sequence[Lesson]:  # type: ignore[empty-body]
    """Return what the partnership asks or has learnt, for the prompts of the rules it names or the cases it applies to.

    Runs once for each agency when the application that shows them is built, with ``learnt`` empty: what names
    rules stands beside their prompts. Runs again when a case is shown, with the lessons that the agency and its
    partners have published: what has a ``situation`` stands on the panel of cases that are in it. So be quick.
    ``framework`` is the agency's own, or None. Returning nothing shows nothing. A failure costs the plugin's
    lessons only.

    Since 0.1. Example::

        from lif_plugin.domain.prompt import Lesson
        from lif_plugin.hooks import hookimpl


        @hookimpl
        def lif_lessons(framework):
            return [Lesson("ask_first", "Ask the child first.", "Our themed review 2024", frozenset({"VOC-07"}))]
    """


@hookspec
def lif_prompt_answered(prompts: Sequence[Prompt]) -> None:
    """Be told of prompts that people have answered; return nothing.

    Runs after the answers are committed, so it can no longer change or stop them; the person who answered
    waits for it, so be quick. ``prompts`` hold the answers. A failure is recorded and costs nobody anything.

    Since 0.1. Example::

        from collections import Counter

        from lif_plugin.domain.prompt import AnswerKind
        from lif_plugin.hooks import hookimpl

        WRONG = Counter()


        @hookimpl
        def lif_prompt_answered(prompts):
            WRONG.update(prompt.rule for prompt in prompts if prompt.answer.kind is AnswerKind.WRONG)
    """


@hookspec
def lif_graphql() -> Sequence[QueryField]:  # type: ignore[empty-body]
    """Add lists to the GraphQL query, each of one frozen dataclass with a description.

    Runs once, when the schema is built. A name that is taken, or a type that GraphQL cannot show, is a
    fault of the later plugin and costs that one list. ``resolve`` runs at each query for the list, without
    a deadline. It gets the viewer and must itself return only what the viewer may see. If it raises, that
    list is null with an error, the fault is recorded and the rest of the query is answered. Returning
    nothing adds nothing.

    Since 0.1. Example::

        from dataclasses import dataclass

        from lif_plugin.hooks import QueryField, hookimpl


        @dataclass(frozen=True)
        class Theme:
            name: str
            since: int


        def themes(viewer):
            return [Theme("Sleep", 2024)] if viewer.agency == "elmshire" else []


        @hookimpl
        def lif_graphql():
            return [QueryField("ourThemes", "Themes our partnership follows.", Theme, themes)]
    """
