"""Configuring: a change of an agency's configuration is checked, kept with who and why, and taken up by its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lif_plugin.domain.config.checking import ALL, Installed, check, needs_second, touched
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.differing import differences
from lif_plugin.domain.config.document import refuse
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import ApprovalRefused, ChangedMeanwhile, ConfigRefused, NotFound
from lif_plugin.flow.timers import collect_timers
from lif_plugin.frameworks import framework_ids
from lif_plugin.hooks import Plugins
from lif_plugin.rules.guards import faults_of
from lif_plugin.rules.registry import OwnedRule
from lif_plugin.store import agencies, cases
from lif_plugin.store.work import Store, hold_agency

WHY_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a change: its version and state, what it changes, why it needs a second person, cases to do anew.

    ``version`` None: it would change nothing, so nothing was saved.
    """

    version: int | None
    state: str
    changes: tuple[str, ...]
    second: tuple[str, ...]
    cases: int


def installed(plugins: Plugins, rules: Mapping[str, OwnedRule]) -> Installed:
    """What a configuration is checked against."""
    owned = {rule_id: (entry.rule, entry.plugin) for rule_id, entry in rules.items()}
    timers = {timer_id: entry.timer for timer_id, entry in collect_timers(plugins).items()}
    return Installed(owned, tuple(plugins.names), framework_ids(), timers, faults_of)


def current(connection: Any, viewer: Viewer) -> tuple[int, Configuration]:
    """The version an agency runs by, and what it says. Raises `NotAllowed`, `UnknownAgency`."""
    viewer.require(Right.READ_SETUP)
    agency = agencies.load_agency(connection, viewer.agency)
    return agency.version, Configuration.of(agency)


def of_version(connection: Any, viewer: Viewer, number: int) -> tuple[dict[str, Any], Configuration]:
    """One version with what it says. Raises `NotAllowed`, `NotFound`."""
    viewer.require(Right.READ_SETUP)
    found = agencies.version(connection, viewer.agency, number)
    if found is None:
        raise NotFound(
            f"There is no version {number} of the configuration.", hint="`lif config history` lists them."
        )
    return found


def history(connection: Any, viewer: Viewer, limit: int = 200) -> list[dict[str, Any]]:
    """The versions, the newest first, without what they say. Raises `NotAllowed`."""
    viewer.require(Right.READ_SETUP)
    return agencies.versions(connection, viewer.agency, limit)


def apply_configuration(
    store: Store, there: Installed, viewer: Viewer, value: Configuration, why: str, *, base: int | None = None,
    file: str = "the configuration",
) -> Saved:  # fmt: skip
    """Save a configuration: applied at once, or proposed where it needs a second person.

    ``base`` is the version it was made from; where another has been applied since, it is refused, so that nobody's
    change is lost unseen (`ChangedMeanwhile`). Raises `NotAllowed` and `ConfigRefused` too.
    """
    viewer.require(Right.CONFIGURE)
    why = _reason(why)
    refuse(check(value, there), file)
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        agency = agencies.load_agency(connection, viewer.agency)
        if base is not None and base != agency.version:
            raise ChangedMeanwhile(
                f"It was made from version {base}; version {agency.version} has been applied since.",
                hint=f"See what changed with `lif config diff`, and make it from version {agency.version}.",
                version=agency.version,
            )
        return _save(connection, there, viewer, (agency.version, Configuration.of(agency)), value, why)


def _reason(why: str) -> str:
    why = why.strip()
    if not why or len(why) > WHY_AT_MOST or not why.isprintable():
        raise ConfigRefused(
            "A change needs a reason.", hint=f"Say why in a sentence of at most {WHY_AT_MOST:,} characters."
        )
    return why


def _save(
    connection: Any,
    there: Installed,
    viewer: Viewer,
    before: tuple[int, Configuration],
    value: Configuration,
    why: str,
) -> Saved:
    base, old = before
    rules = {rule_id: rule for rule_id, (rule, _plugin) in there.rules.items()}
    changes = differences(old, value, rules)
    if not changes:
        return Saved(None, agencies.APPLIED, (), (), 0)
    second = needs_second(old, value, there)
    state = agencies.PROPOSED if second else agencies.APPLIED
    number = agencies.add_version(
        connection, viewer.agency, value, by=viewer.subject, why=why, base=base, state=state
    )
    stale = 0 if second else _take_up(connection, there, viewer.agency, old, value)
    return Saved(number, state, tuple(changes), tuple(second), stale)


def _take_up(
    connection: Any, there: Installed, agency_id: str, old: Configuration, new: Configuration
) -> int:
    """Let the cases that a change can alter be evaluated again; gives how many."""
    if old.nation != new.nation:
        agencies.set_nation(connection, agency_id, new.nation)
    rules = touched(old, new, there)
    if rules == ALL:
        return cases.mark_source_stale(connection, agency_id)
    if not rules:
        return 0
    kinds = {there.rules[rule_id][0].template.kind for rule_id in rules}
    return cases.mark_holding(connection, agency_id, kinds, rules)


def decide_version(
    store: Store, there: Installed, viewer: Viewer, number: int, *, approve: bool = True
) -> Saved:
    """Approve a version that waits, or refuse it, as a second person. Raises `NotAllowed`, `NotFound`, `ApprovalRefused`.

    It is checked again: rules and plugins may have changed since it was proposed.
    """
    viewer.require(Right.CONFIGURE)
    with store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        row, value = of_version(connection, viewer, number)
        if row["state"] != agencies.PROPOSED:
            raise ApprovalRefused(f"Version {number} does not wait for anybody: it is {row['state']}.",
                                  hint="`lif config history` shows what waits.")  # fmt: skip
        if approve and row["saved_by"] == viewer.subject:
            raise ApprovalRefused("Whoever proposed a change cannot approve it as well.")
        agency = agencies.load_agency(connection, viewer.agency)
        old = Configuration.of(agency)
        rules = {rule_id: rule for rule_id, (rule, _plugin) in there.rules.items()}
        changes = tuple(differences(old, value, rules))
        if not approve:
            agencies.decide(connection, viewer.agency, number, agencies.REFUSED, viewer.subject)
            return Saved(number, agencies.REFUSED, changes, (), 0)
        refuse(check(value, there), f"version {number}")
        agencies.decide(connection, viewer.agency, number, agencies.APPLIED, viewer.subject)
        stale = _take_up(connection, there, viewer.agency, old, value)
        return Saved(number, agencies.APPLIED, changes, tuple(needs_second(old, value, there)), stale)


def roll_back(
    store: Store, there: Installed, viewer: Viewer, number: int, why: str, *, base: int | None = None
) -> Saved:
    """Make what an earlier version says a new version. Raises `NotAllowed`, `NotFound`, `ConfigRefused`, `ChangedMeanwhile`.

    It goes the way of every change: checked, and proposed where it needs a second person.
    """
    viewer.require(Right.CONFIGURE)
    with store.read(viewer) as connection:
        row, value = of_version(connection, viewer, number)
        if row["state"] != agencies.APPLIED:
            raise ConfigRefused(
                f"Version {number} was never run by: it is {row['state']}.",
                hint="`lif config history` shows which were applied.",
            )
    return apply_configuration(store, there, viewer, value, why, base=base, file=f"version {number}")


def waiting(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The versions that wait for a second person."""
    return [row["version"] for row in rows if row["state"] == agencies.PROPOSED]
