"""Builds the schema and runs operations on it, each for one viewer, in the caller's thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import ParserCache
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.tools import create_type
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.graphql import OperationType

from lif_plugin.domain.viewer import Viewer
from lif_plugin.hooks import Plugins
from lif_plugin.schema.additions import added_fields
from lif_plugin.schema.context import Sources, operation
from lif_plugin.schema.errors import explained, log_faults
from lif_plugin.schema.limits import Limits, Tokens
from lif_plugin.schema.mutations import Mutation
from lif_plugin.schema.types.action import ActionQuery
from lif_plugin.schema.types.audit import AuditQuery
from lif_plugin.schema.types.audit_plan import AuditPlanQuery
from lif_plugin.schema.types.audit_work import AuditWorkQuery
from lif_plugin.schema.types.briefing import BriefingQuery
from lif_plugin.schema.types.case import CaseQuery
from lif_plugin.schema.types.configuration import ConfigurationQuery
from lif_plugin.schema.types.counts import CountQuery
from lif_plugin.schema.types.delivery import DeliveryQuery
from lif_plugin.schema.types.event import Event
from lif_plugin.schema.types.governance import GovernanceQuery
from lif_plugin.schema.types.learning import LearningQuery
from lif_plugin.schema.types.lesson import LessonQuery
from lif_plugin.schema.types.node import NodeQuery
from lif_plugin.schema.types.partnership import PartnershipQuery
from lif_plugin.schema.types.plugin import PluginQuery
from lif_plugin.schema.types.prompt import PromptQuery
from lif_plugin.schema.types.reach import ReachQuery
from lif_plugin.schema.types.review import ReviewQuery
from lif_plugin.schema.types.review_work import ReviewWorkQuery
from lif_plugin.schema.types.rule import RuleQuery
from lif_plugin.schema.types.series import SeriesQuery
from lif_plugin.schema.types.training import TrainingQuery
from lif_plugin.schema.types.viewer import ViewerQuery
from lif_plugin.schema.written import Passing

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
    AuditPlanQuery,
    CountQuery,
    ConfigurationQuery,
    RuleQuery,
    PluginQuery,
    DeliveryQuery,
    ReachQuery,
    LearningQuery,
    LessonQuery,
    ActionQuery,
    BriefingQuery,
    TrainingQuery,
    SeriesQuery,
    GovernanceQuery,
    PartnershipQuery,
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


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of an operation.

    ``began`` is false when the request was refused before any field was resolved; ``data`` is then None.
    ``is_read_only_refusal`` says that it was a mutation where only queries are taken.
    """

    data: dict[str, Any] | None
    errors: list[dict[str, Any]]
    began: bool
    is_read_only_refusal: bool = False


class Api:
    """The schema of one application and what it reads from."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._schema = build_schema(sources.plugins)

    def run(
        self,
        viewer: Viewer,
        document: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        *,
        read_only: bool = False,
        takes_text: bool = False,
    ) -> Reply:
        """Run one operation; what it shows is in the read log when this returns.

        ``takes_text``: the reply may hold lists as JSON text, `orjson.Fragment`, which `orjson.dumps` writes out.
        """
        allowed = {OperationType.QUERY} if read_only else {OperationType.QUERY, OperationType.MUTATION}
        with operation(self._sources, viewer, takes_text=takes_text) as context:
            try:
                result = self._schema.execute_sync(
                    document,
                    variable_values=dict(variables or {}),
                    context_value=context,
                    operation_name=operation_name,
                    allowed_operation_types=allowed,
                )
            except InvalidOperationTypeError:
                refusal = explained(
                    GraphQLError("Only queries can be sent like this; send mutations by POST.")
                )
                return Reply(None, [refusal], began=False, is_read_only_refusal=True)
            except (MissingQueryError, CannotGetOperationTypeError):
                refusal = explained(
                    GraphQLError("The document has no operation of that name, or none at all.")
                )
                return Reply(None, [refusal], began=False)
        return _reply(result)


def _reply(result: ExecutionResult) -> Reply:
    errors = result.errors or []
    began = result.data is not None or any(error.path for error in errors)
    return Reply(result.data, [explained(error) for error in errors], began)


def build_schema(plugins: Plugins) -> Schema:
    """Build the schema with what the plugins add to it."""
    config = StrawberryConfig(relay_max_results=200)
    plain = Schema(Query, Mutation, types=[Event], config=config)
    root = plain.get_type_by_name("Query")
    fields = root.fields if isinstance(root, StrawberryObjectDefinition) else []
    taken = frozenset(config.name_converter.get_graphql_name(field) for field in fields)
    added = list(added_fields(plugins, taken, frozenset(plain.schema_converter.type_map)))
    query: type = Query
    if added:
        more = create_type("Added", added)
        query = strawberry.type(type("Query", (Query, more), {}), name="Query", description=_ALL)
    return Schema(
        query,
        Mutation,
        types=[Event],
        config=config,
        extensions=[Tokens, ParserCache, Limits],
        execution_context_class=Passing,
    )


def printed(plugins: Plugins) -> str:
    """Return the schema in the schema language."""
    return build_schema(plugins).as_str() + "\n"
