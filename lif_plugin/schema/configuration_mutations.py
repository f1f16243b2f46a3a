"""Changes of an agency's configuration through the schema. Refusals are members of a union, not errors."""

from collections.abc import Callable, Mapping
from typing import Annotated

import strawberry
from strawberry.scalars import JSON
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.domain.config.checking import Installed
from lif_plugin.domain.config.document import read
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.configuring import Saved, apply_configuration, decide_version, installed, roll_back
from lif_plugin.rules.registry import collect_rules
from lif_plugin.schema.context import Context, Sources
from lif_plugin.schema.mutation import VERSION_SAYS, mutation
from lif_plugin.schema.problems import Problem, Unsteady, attempt, said
from lif_plugin.schema.values import arg
from lif_plugin.store.work import Store


@strawberry.input(description="A configuration to apply: the whole of it.")
class ApplyConfigurationInput:
    """One change."""

    document: JSON = strawberry.field(
        description="The document, with the keys of its file; what is left out is as without a word."
    )
    why: str = strawberry.field(description="The reason, kept with the version; at most 2,000 characters.")


@strawberry.type(
    description="One thing wrong with a configuration. Seen by whoever sent the configuration. Since 0.1."
)
class ConfigurationFault:
    """One fault."""

    place: str = strawberry.field(description="The path of keys, such as `rules.VOC-05.thresholds.limit`.")
    problem: str = strawberry.field(description="What is wrong.")
    remedy: str = strawberry.field(description="What to do about it.")


@strawberry.type(description="Your role does not configure an agency. Nothing was changed.")
class ConfigurationNotAllowed(Problem):
    """Not yours."""


@strawberry.type(description="There is no such version. Nothing was changed.")
class ConfigurationNotFound(Problem):
    """Nothing there."""


@strawberry.type(description="The configuration cannot be used. Nothing was changed.")
class ConfigurationRefused(Problem):
    """Not fitting."""

    faults: list[ConfigurationFault] = strawberry.field(description="Each thing wrong, with its place.")


@strawberry.type(
    description="The version does not wait for a second person, or you are the first. Nothing was changed."
)
class ConfigurationApprovalRefused(Problem):
    """Not to be approved like this."""


@strawberry.type(description="It is saved: applied, or proposed where it needs a second person.")
class ConfigurationSaved:
    """Saved."""

    version: int | None = strawberry.field(
        description="Its version; null: nothing would change, nothing was saved."
    )
    state: str = strawberry.field(description="`applied`, `proposed` or `refused`.")
    changes: list[str] = strawberry.field(description="What changes, in plain words.")
    second: list[str] = strawberry.field(description="Why a second person is needed; none if nobody is.")
    cases: int = strawberry.field(description="How many cases are asked about again.")


ConfigurationResult = Annotated[
    ConfigurationSaved
    | ConfigurationRefused
    | ConfigurationApprovalRefused
    | ConfigurationNotFound
    | ConfigurationNotAllowed
    | Unsteady,
    strawberry.union("ConfigurationResult", description="What became of a change of the configuration."),
]
_Refusal = (
    ConfigurationRefused | ConfigurationApprovalRefused | ConfigurationNotFound | ConfigurationNotAllowed
)
_Answer = ConfigurationSaved | _Refusal | Unsteady
Expected = Annotated[int | None, arg(VERSION_SAYS)]


def _refusal(error: errors.LifError) -> _Refusal:
    match error:
        case errors.NotAllowed():
            return ConfigurationNotAllowed(**said(error))
        case errors.NotFound():
            return ConfigurationNotFound(**said(error))
        case errors.ApprovalRefused():
            return ConfigurationApprovalRefused(**said(error))
        case _:
            faults = [ConfigurationFault(**one) for one in error.facts.get("faults", ())]
            return ConfigurationRefused(**said(error), faults=faults)


def _there(sources: Sources) -> Installed:
    return installed(sources.plugins, collect_rules(sources.plugins))


def _done(info: Info[Context, None], verb: Callable[[Store, Installed, Viewer], Saved]) -> _Answer:
    there = _there(info.context.sources)
    saved = attempt(info.context, lambda desk, viewer: verb(desk.store, there, viewer), _refusal, Saved)
    if not isinstance(saved, Saved):
        return saved
    return ConfigurationSaved(
        version=saved.version,
        state=saved.state,
        changes=list(saved.changes),
        second=list(saved.second),
        cases=saved.cases,
    )


@strawberry.type
class ConfigurationMutation:
    """The mutations on the configuration."""

    @mutation(
        "Make a document your agency's configuration. For admins. Switching on a critical rule, switching off one that "
        "rests on a duty, and changing reasons wait for a second person. Since 0.1."
    )
    def apply_configuration(
        self,
        info: Info[Context, None],
        input: Annotated[ApplyConfigurationInput, arg("The change.")],  # noqa: A002  Relay's word
        expected_version: Expected = None,
    ) -> ConfigurationResult:
        """Apply a document."""

        def verb(store: Store, there: Installed, viewer: Viewer) -> Saved:
            given: object = input.document
            if not isinstance(given, Mapping):
                raise errors.ConfigRefused("The document is no object.")
            return apply_configuration(store, there, viewer, read(given), input.why, base=expected_version)

        return _done(info, verb)

    @mutation("Approve a version that waits, as a second person, or refuse it. For admins. Since 0.1.")
    def approve_configuration(
        self,
        info: Info[Context, None],
        version: Annotated[int, arg("The version that waits.")],
        approve: Annotated[bool, arg("False: refuse it.")] = True,
    ) -> ConfigurationResult:
        """Approve or refuse a version."""
        return _done(
            info,
            lambda store, there, viewer: decide_version(store, there, viewer, version, approve=approve),
        )

    @mutation(
        "Make what an earlier version says a new version; it goes the way of every change. For admins. Since 0.1."
    )
    def rollback_configuration(
        self,
        info: Info[Context, None],
        version: Annotated[int, arg("The version to go back to.")],
        why: Annotated[str, arg("The reason, kept with the version.")],
        expected_version: Expected = None,
    ) -> ConfigurationResult:
        """Roll back."""
        return _done(
            info,
            lambda store, there, viewer: roll_back(store, there, viewer, version, why, base=expected_version),
        )
