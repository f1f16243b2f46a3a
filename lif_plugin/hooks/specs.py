"""The hooks, each a promise: when it runs, what it gets, what to return, what a failure costs.

Hooks are plain functions over values: no session, no request, no awaiting. A plugin takes only the
arguments it wants. Plugins are called one at a time; one that raises, returns another type or outlives
its deadline is recorded, and the others go on. Plugins are trusted code: they run in our process.
"""

from collections.abc import Sequence

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import AuditNomination, Lesson, Prompt, ReviewLink
from lif_plugin.domain.rule import Rule
from lif_plugin.hooks.markers import hookspec
from lif_plugin.hooks.types import Adapter, CaseFinding, CaseView, QueryField


@hookspec
def lif_adapters() -> Sequence[Adapter]:  # type: ignore[empty-body]
    """Name the adapters this plugin brings.

    Runs once, when the application is built. Returning nothing means no adapter. A plugin that fails
    here is listed as broken by ``lif plugins`` and its adapters cannot be chosen.

    Since 0.1. Example::

        @hookimpl
        def lif_adapters():
            return [Adapter("ours", "Our export", "ours", frozenset({"visit"}), examine, read)]
    """


@hookspec
def lif_rules() -> Sequence[Rule]:  # type: ignore[empty-body]
    """Return rules as data.

    Runs once, when the application is built. Two rules with one id: the first plugin keeps it, the
    second is recorded as a fault. Returning nothing means no rule. If the plugin fails, its rules do not
    run; results already stored stay as they are.

    Since 0.1. Example::

        @hookimpl
        def lif_rules():
            return [Rule("OUR-01", 1, "Visit without the child", ..., FieldCheck("visit", Is("seen", ("no",))), ...)]
    """


@hookspec
def lif_prompts(cases: Sequence[CaseView]) -> Sequence[CaseFinding]:  # type: ignore[empty-body]
    """Find what no rule template can say, for the rules this plugin returned with a ``ByPlugin`` template.

    Runs for every batch of cases whose record changed, outside any transaction. ``cases`` holds the live
    events of each. Return every finding that now holds for these cases: what was found before and is not
    returned any more ends. Returning nothing means nothing was found. A finding for a case that is not in
    the batch, or for a rule that is not the plugin's own, is a fault, and none of the plugin's findings of
    that batch are taken; its earlier findings stay.

    Since 0.1. Example::

        @hookimpl
        def lif_prompts(cases):
            return [CaseFinding(c.case_ref, Finding("OUR-02", "", State.GAP, None, ())) for c in cases if odd(c)]
    """


@hookspec
def lif_audits(cases: Sequence[CaseView]) -> Sequence[AuditNomination]:  # type: ignore[empty-body]
    """Nominate cases for an audit programme's pool.

    Runs with ``lif_prompts``, on the same batch. A nomination is a reason to look, not a draw: the
    programme picks within its quota. Returning nothing nominates nobody and withdraws the plugin's
    earlier nominations of these cases. A failure leaves them as they were.

    Since 0.1. Example::

        @hookimpl
        def lif_audits(cases):
            return [AuditNomination("moves", c.case_ref, "Three moves", ()) for c in cases if moves(c) >= 3]
    """


@hookspec
def lif_review_links(cases: Sequence[CaseView], framework: Framework | None) -> Sequence[ReviewLink]:  # type: ignore[empty-body]
    """Propose linking a case to a kind of review, for named roles to decide on.

    Runs with ``lif_prompts``, on the same batch. ``framework`` is the agency's own, or None. Links go to
    our pages only, never out to a platform. Returning nothing proposes nothing and withdraws what the
    plugin proposed before and nobody has decided. A failure leaves the links as they were.

    Since 0.1. Example::

        @hookimpl
        def lif_review_links(cases, framework):
            return [ReviewLink("child_death_review", c.case_ref, "...", "...", ()) for c in cases if c.of("death")]
    """


@hookspec
def lif_lessons(framework: Framework | None) -> Sequence[Lesson]:  # type: ignore[empty-body]
    """Return what the partnership asks or has learnt, to stand beside the prompts of the rules it names.

    Runs once for each agency when the application is built. Returning nothing shows nothing. A failure
    costs the plugin's lessons only.

    Since 0.1. Example::

        @hookimpl
        def lif_lessons(framework):
            return [Lesson("ours", "Ask the child first.", "Our review 2024", frozenset({"OUR-01"}))]
    """


@hookspec
def lif_prompt_answered(prompts: Sequence[Prompt]) -> None:
    """Be told of prompts that people have answered; return nothing.

    Runs after the answers are committed, so it can no longer change or stop them. ``prompts`` hold the
    answers. A failure is recorded and costs nobody anything.

    Since 0.1. Example::

        @hookimpl
        def lif_prompt_answered(prompts):
            tally.update(p.rule for p in prompts if p.answer.kind == "wrong")
    """


@hookspec
def lif_graphql() -> Sequence[QueryField]:  # type: ignore[empty-body]
    """Add lists to the GraphQL query, each of one frozen dataclass with a description.

    Runs once, when the schema is built. ``resolve`` gets the viewer and must itself return only what the
    viewer may see. A name that is taken is a fault of the later plugin. Returning nothing adds nothing.

    Since 0.1. Example::

        @hookimpl
        def lif_graphql():
            return [QueryField("ourThemes", "Themes we follow", Theme, lambda viewer: THEMES)]
    """
