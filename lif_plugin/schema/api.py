"""Builds the schema and runs operations on it, each for one viewer, in the caller's thread."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

import strawberry
from graphql import GraphQLError, GraphQLSchema
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import ParserCache
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.tools import create_type
from strawberry.types import ExecutionContext
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.graphql import OperationType

from lif_plugin.domain.viewer import Viewer
from lif_plugin.hooks import Plugins
from lif_plugin.schema.additions import added_fields
from lif_plugin.schema.context import Context, Sources, operation
from lif_plugin.schema.errors import log_faults
from lif_plugin.schema.files import UPLOAD, Upload
from lif_plugin.schema.following import Following, reach
from lif_plugin.schema.limits import Limits, Tokens
from lif_plugin.schema.mutations import Mutation
from lif_plugin.schema.reply import Reply
from lif_plugin.schema.types.access import AccessQuery
from lif_plugin.schema.types.action import ActionQuery
from lif_plugin.schema.types.audit import AuditQuery
from lif_plugin.schema.types.audit_plan import AuditPlanQuery
from lif_plugin.schema.types.audit_sample import AuditSampleQuery
from lif_plugin.schema.types.audit_voice import AuditVoiceQuery
from lif_plugin.schema.types.audit_work import AuditWorkQuery
from lif_plugin.schema.types.briefing import BriefingQuery
from lif_plugin.schema.types.case import CaseQuery
from lif_plugin.schema.types.change import ChangeQuery, Opening, Subscription
from lif_plugin.schema.types.configuration import ConfigurationQuery
from lif_plugin.schema.types.counts import CountQuery
from lif_plugin.schema.types.delivery import DeliveryQuery
from lif_plugin.schema.types.directory import DirectoryQuery
from lif_plugin.schema.types.evaluation import EvaluationQuery
from lif_plugin.schema.types.event import Event
from lif_plugin.schema.types.finding import FindingQuery
from lif_plugin.schema.types.governance import GovernanceQuery
from lif_plugin.schema.types.learning import LearningQuery
from lif_plugin.schema.types.lesson import LessonQuery
from lif_plugin.schema.types.lineage import LineageQuery
from lif_plugin.schema.types.node import NodeQuery
from lif_plugin.schema.types.partnership import PartnershipQuery
from lif_plugin.schema.types.plugin import PluginQuery
from lif_plugin.schema.types.prompt import PromptQuery
from lif_plugin.schema.types.published import PublishedQuery
from lif_plugin.schema.types.reach import ReachQuery
from lif_plugin.schema.types.review import ReviewQuery
from lif_plugin.schema.types.review_work import ReviewWorkQuery
from lif_plugin.schema.types.rule import RuleQuery
from lif_plugin.schema.types.search import SearchQuery
from lif_plugin.schema.types.series import SeriesQuery
from lif_plugin.schema.types.summary import SummaryQuery
from lif_plugin.schema.types.timer_rule import TimerQuery
from lif_plugin.schema.types.training import TrainingQuery
from lif_plugin.schema.types.viewer import ViewerQuery
from lif_plugin.schema.written import Passing
from lif_plugin.store.meter import Meter
from lif_plugin.tracing import Kind, span

_ALL: Final = "Everything that can be asked. Each list is paged; nothing of another agency is ever shown."


@strawberry.type(description=_ALL)
class Query(
    ViewerQuery,
    CaseQuery,
    PromptQuery,
    ReviewQuery,
    ReviewWorkQuery,
    AuditQuery,
    AuditWorkQuery,
    AuditVoiceQuery,
    AuditPlanQuery,
    AuditSampleQuery,
    CountQuery,
    SummaryQuery,
    PublishedQuery,
    ConfigurationQuery,
    RuleQuery,
    TimerQuery,
    PluginQuery,
    DeliveryQuery,
    ReachQuery,
    LearningQuery,
    LessonQuery,
    FindingQuery,
    EvaluationQuery,
    ActionQuery,
    BriefingQuery,
    TrainingQuery,
    SeriesQuery,
    LineageQuery,
    SearchQuery,
    GovernanceQuery,
    PartnershipQuery,
    DirectoryQuery,
    ChangeQuery,
    AccessQuery,
    NodeQuery,
):
    """The root of all queries."""


class Schema(strawberry.Schema):
    """The schema; faults are logged without the text of a record."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log what nobody expected."""
        log_faults(errors)


class Api:
    """The schema of one application and what it reads from."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._schema = build_schema(sources.plugins)

    @property
    def core(self) -> GraphQLSchema:
        """The schema as the core library has it, for what goes by its types."""
        return self._schema._schema  # noqa: SLF001  Strawberry hands it out nowhere else

    def run(
        self,
        viewer: Viewer,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        *,
        read_only: bool = False,
        takes_text: bool = False,
        meter: Meter | None = None,
    ) -> Reply:
        """Run one operation; what it shows is in the read log when this returns.

        ``takes_text``: the reply may hold lists as JSON text, `orjson.Fragment`, which `orjson.dumps` writes out.
        ``meter`` is one that the caller can stop it by.
        """
        allowed = {OperationType.QUERY} if read_only else {OperationType.QUERY, OperationType.MUTATION}
        asked = Asked(document, variables, operation_name, frozenset(allowed))
        with (
            span("GraphQL Operation", Kind.SERVER, agency=viewer.agency) as told,
            operation(self._sources, viewer, takes_text=takes_text, meter=meter) as context,
        ):
            context.estimated = 0
            reply = self._run(context, asked, None)
            told.note("lif.cost", context.cost)
            if reply.errors:
                told.note("error.type", reply.errors[0]["extensions"]["code"])
            return replace(reply, cost=self._cost(context)) if context.estimated else reply

    def _cost(self, context: Context) -> dict[str, int]:
        return {
            "estimated": context.estimated,
            "real": context.cost,
            "statements": context.cost - context.rows,
            "limit": self._sources.allowed.cost,
        }

    def follow(
        self,
        viewer: Viewer,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> Following | Reply:
        """Begin a subscription, or say why it cannot begin. Raises `BadCursor`."""
        asked = Asked(document, variables, operation_name, frozenset({OperationType.SUBSCRIPTION}))
        opening = Opening()
        with operation(self._sources, viewer) as context:
            reply = self._run(context, asked, opening)
        if opening.wanted is None:
            return reply if reply.errors else Reply.refused("The subscription asks for nothing.")

        def run(context: Context, root: Any) -> Reply:
            return self._run(context, asked, root)

        return Following.begun(self._sources, viewer, run, opening.wanted, opening.since)

    def reach(self, agency: str) -> Mapping[str, int]:
        """How far the changes reach that people of an agency may follow; it moves whenever there is something to read."""
        return reach(self._sources, agency)

    def _run(self, context: Context, asked: "Asked", root: Any) -> Reply:
        try:
            result = self._schema.execute_sync(
                asked.document,
                variable_values=dict(asked.variables or {}),
                context_value=context,
                root_value=root,
                operation_name=asked.operation_name,
                allowed_operation_types=asked.allowed,
            )
        except InvalidOperationTypeError:
            return asked.refused_kind()
        except (MissingQueryError, CannotGetOperationTypeError):
            return Reply.refused("The document has no operation of that name, or none at all.")
        return Reply.of(result)


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, and of which types it may be."""

    document: str
    variables: Mapping[str, Any] | None
    operation_name: str | None
    allowed: frozenset[OperationType]

    def refused_kind(self) -> Reply:
        """Say where operations of the other types are taken."""
        if OperationType.SUBSCRIPTION in self.allowed:
            return Reply.refused("Only subscriptions are taken here.")
        if OperationType.MUTATION in self.allowed:
            said = "Subscriptions are taken over graphql-transport-ws, or by POST that accepts text/event-stream."
            return Reply.refused(said)
        return Reply.refused(
            "Only queries can be sent like this; send mutations by POST.", is_read_only_refusal=True
        )


def build_schema(plugins: Plugins) -> Schema:
    """Build the schema with what the plugins add to it; where they add nothing it is everybody's."""
    plain = _plain()
    root = plain.get_type_by_name("Query")
    fields = root.fields if isinstance(root, StrawberryObjectDefinition) else []
    taken = frozenset(plain.config.name_converter.get_graphql_name(field) for field in fields)
    added = list(added_fields(plugins, taken, frozenset(plain.schema_converter.type_map)))
    if not added:
        return plain
    more = create_type("Added", added)
    return _over(strawberry.type(type("Query", (Query, more), {}), name="Query", description=_ALL))


@cache
def _plain() -> Schema:
    """Return the schema without additions: it holds nothing of an application, and takes a while to build."""
    return _over(Query)


def _over(query: type) -> Schema:
    return Schema(
        query,
        Mutation,
        Subscription,
        types=[Event],
        config=StrawberryConfig(relay_max_results=200, scalar_map={Upload: UPLOAD}),
        extensions=[Tokens, ParserCache, Limits],
        execution_context_class=Passing,
    )


def printed(plugins: Plugins) -> str:
    """Return the schema in the schema language."""
    return build_schema(plugins).as_str() + "\n"
