"""Brings the children of scenarios into a store, all at once, and lets the application work on them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.record import Coverage, Delivery, Row
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.importing import import_files
from lif_plugin.flow.receive import Receiver
from lif_plugin.flow.timers import OwnedTimer, collect_timers
from lif_plugin.frameworks import chosen
from lif_plugin.hooks import Adapter, Plugins
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.rules.registry import OwnedRule, collect_rules
from lif_plugin.store import cases
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.work import Store
from lif_plugin.testing.scenarios.facts import ZONE, events_of
from lif_plugin.testing.scenarios.form import Claim, Subject

PURPOSE: Final = "scenarios"
_ONE_SOURCE: Final = "invented"


class Child(NamedTuple):
    """A claim's child in the store."""

    claim: Claim
    agency: str
    source: str
    ref: str
    case_id: int


class Known(NamedTuple):
    """What children of one source have in common: the day that is asked for, and what the source knows by then."""

    today: date
    spans: frozenset[tuple[str, int, int]]
    source: str | None


@dataclass(frozen=True, slots=True)
class World:
    """A store with the children of some claims in it; they are no part of any real agency."""

    store: Store
    plugins: Plugins
    rules: Mapping[str, OwnedRule]
    timers: Mapping[str, OwnedTimer]
    children: tuple[Child, ...]


def make_world(
    store: Store, plugins: Plugins, claims: Iterable[Claim], configuration: Configuration | None = None
) -> World:
    """Bring the children of all claims into a migrated store and let every rule be asked about them.

    One agency for each nation and framework, one source for each day asked and each stretch that is known: children
    who have these in common are asked about together. ``configuration``: by which the agencies run; else none is set.
    """
    rules, timers = collect_rules(plugins), collect_timers(plugins)
    # What is read on the claim's own ground needs no group of its own.
    anywhere = frozenset(timer_id for timer_id, owned in timers.items() if not owned.timer.carried_by)
    children: list[Child] = []
    receiver = Receiver(store)
    try:
        for agency, groups in _agencies(claims, anywhere, configuration or Configuration()):
            with store.write(Viewer.system(PURPOSE, agency.id)) as connection:
                save_agency(connection, agency, PURPOSE)
            dispatcher = Dispatcher(store, plugins, rules, chosen, date.today)
            for number, (known, mine) in enumerate(groups):
                source = known.source or f"{_ONE_SOURCE}-{number}"
                children += _bring(store, receiver, dispatcher, agency.id, source, known, mine)
            _look_again(dispatcher, agency.id, children)
    finally:
        receiver.close()
    return World(store, plugins, rules, timers, tuple(children))


def _agencies(
    claims: Iterable[Claim], anywhere: frozenset[str], configuration: Configuration
) -> Iterator[tuple[Agency, Sequence[tuple[Known, list[Claim]]]]]:
    """The agencies that are needed, each with the groups of its claims.

    A source that must have a certain name stands in an agency of its own for each thing it may know.
    """
    groups: dict[tuple[str, str | None], dict[Known, list[Claim]]] = {}
    for claim in claims:
        groups.setdefault((claim.nation, claim.framework), {}).setdefault(_known(claim, anywhere), []).append(
            claim
        )
    for (nation, framework), by_known in groups.items():
        usual = [item for item in by_known.items() if item[0].source is None]
        alone = [[item] for item in by_known.items() if item[0].source is not None]
        for number, mine in enumerate([usual, *alone] if usual else alone):
            value = replace(configuration, nation=nation, zone=ZONE, today=Today.COVERAGE)
            value = replace(
                value,
                framework=framework,
                go_live=day_number(min(one.known_from for _, many in mine for one in many)),
            )
            name = "_".join(filter(None, (PURPOSE, nation, framework, str(number))))
            yield value.agency(name, name), mine


def _known(claim: Claim, anywhere: frozenset[str]) -> Known:
    """What a claim's source knows; children of timers that are read ``anywhere`` all stand together."""
    if claim.subject is Subject.TIMER and claim.rule in anywhere:
        return Known(claim.known_from, frozenset(), None)
    whole = (claim.known_from, claim.today)
    spans = {kind: claim.known.get(kind, whole) for kind in KINDS if kind not in claim.unknown}
    return Known(
        claim.today,
        frozenset((kind, day_number(first), day_number(last)) for kind, (first, last) in spans.items()),
        claim.source,
    )


def _bring(
    store: Store, receiver: Receiver, dispatcher: Dispatcher, agency: str, source: str, known: Known,
    claims: Sequence[Claim],
) -> list[Child]:  # fmt: skip
    """Import a group and let it be worked on."""
    refs = {f"child-{number}": claim for number, claim in enumerate(claims, 1)}
    coverage = tuple(Coverage(*span) for span in sorted(known.spans))
    delivery = Delivery(PURPOSE, "all", coverage, "declared", (f"{PURPOSE}.yaml",))
    adapter = Adapter(
        PURPOSE, "Scenarios", source, frozenset(KINDS), lambda _paths, _options: delivery, _rows(refs)
    )
    options = ExamineOptions(received=day_number(known.today))
    import_files(store, receiver, adapter, [Path(PURPOSE)], agency, options)
    dispatcher.drain(agency)
    with store.read(Viewer.system(PURPOSE, agency)) as connection:
        ids = cases.case_ids(connection, agency, source, refs)
    return [Child(claim, agency, source, ref, ids[ref]) for ref, claim in refs.items() if ref in ids]


def _rows(refs: Mapping[str, Claim]) -> Callable[[Delivery], Iterator[Row]]:
    def read(_delivery: Delivery) -> Iterator[Row]:
        for number, (ref, claim) in enumerate(refs.items(), 1):
            yield Row(f"{PURPOSE}.yaml", number, tuple(events_of(claim, ref)))

    return read


def _look_again(dispatcher: Dispatcher, agency: str, children: Iterable[Child]) -> None:
    """What a trigger sees of waiting prompts is what stood before: it takes a second look."""
    mine = [one.case_id for one in children if one.agency == agency and one.claim.subject is Subject.TRIGGER]
    if mine:
        with dispatcher.store.write(Viewer.system(PURPOSE, agency)) as connection:
            cases.mark_stale(connection, mine)
        dispatcher.drain(agency)
