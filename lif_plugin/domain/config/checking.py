"""What a configuration must agree with beside itself: the rules, plugins and frameworks that are there, and the law."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import available_timezones

from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.config.shape import Fault, listed, nearest
from lif_plugin.domain.heard import WORK_RULES
from lif_plugin.domain.kinds import KINDS, TRI_FIELDS, Tri
from lif_plugin.domain.rule import Channel, Rule, Severity
from lif_plugin.domain.threshold import Strength, Threshold, amount, spoken
from lif_plugin.domain.timer import LIMIT, LimitRefused, Timer, tightened

_WORK = frozenset(rule.id for rule in WORK_RULES)
GuardCheck = Callable[[str, str], Iterable[tuple[str, str]]]
"""What is wrong with a guard on a rule about events of a kind: problems, each with its remedy."""
_LIMIT_OF = {Strength.STATUTE: "statute or regulation", Strength.GUIDANCE: "national guidance"}


@dataclass(frozen=True, slots=True)
class Installed:
    """What is there: rules by id with their plugin's name, all plugins, all frameworks, timers by id.

    ``guards`` says what is wrong with a guard.
    """

    rules: Mapping[str, tuple[Rule, str]]
    plugins: tuple[str, ...]
    frameworks: tuple[str, ...]
    timers: Mapping[str, Timer] = field(default_factory=dict)
    guards: GuardCheck = lambda _text, _kind: ()

    def is_on(self, configuration: Configuration, rule_id: str) -> bool:
        """Whether a rule runs, and is told of, by a configuration."""
        rule, plugin = self.rules[rule_id]
        setting = configuration.rules.get(rule_id, RuleSetting())
        held = configuration.plugins.get(plugin)
        return (
            setting.on
            and (held is None or held.on)
            and (setting.delivery or rule.delivery) is not Channel.OFF
        )


def check(configuration: Configuration, installed: Installed) -> list[Fault]:
    """Say what does not agree with what is there; nothing when all does.

    A rule or plugin that is not installed is refused: a slip of the pen would else switch off nothing, unseen.
    """
    return [
        *_names(
            "rules",
            configuration.rules,
            (*installed.rules, *installed.timers, *_WORK),
            "rule",
            "`lif rules` lists them.",
        ),
        *_names("plugins", configuration.plugins, installed.plugins, "plugin", "`lif plugins` lists them."),
        *_place(configuration, installed),
        *_pilots(configuration),
        *_field_maps(configuration),
        *(
            fault
            for rule_id, setting in configuration.rules.items()
            if rule_id in installed.rules
            for fault in _rule(f"rules.{rule_id}", installed.rules[rule_id][0], setting, configuration.nation)
        ),
        *(
            Fault(
                f"rules.{rule_id}",
                f"{rule_id} is about audits and learning, not about cases.",
                "Only on can be set.",
            )
            for rule_id, setting in configuration.rules.items()
            if rule_id in _WORK and setting != RuleSetting(setting.on)
        ),
        *(
            Fault(f"rules.{rule_id}.guard", problem, remedy)
            for rule_id, setting in configuration.rules.items()
            if rule_id in installed.rules and setting.guard is not None
            for problem, remedy in installed.guards(setting.guard, installed.rules[rule_id][0].template.kind)
        ),
        *(
            fault
            for timer_id, setting in configuration.rules.items()
            if timer_id in installed.timers
            for fault in _timer(f"rules.{timer_id}", installed.timers[timer_id], setting)
        ),
    ]


def _names(place: str, given: Iterable[str], known: Iterable[str], what: str, remedy: str) -> Iterator[Fault]:
    for name in given:
        if name not in known:
            yield Fault(f"{place}.{name}", f"There is no {what} {name!r}.{nearest(name, known)}", remedy)


def _place(configuration: Configuration, installed: Installed) -> Iterator[Fault]:
    if configuration.zone not in available_timezones():
        near = nearest(configuration.zone, available_timezones())
        yield Fault(
            "zone", f"There is no time zone {configuration.zone!r}.{near}", "Write it as Europe/London."
        )
    later = enumerate(one.framework for one in configuration.framework_from)
    named = [
        ("framework", configuration.framework),
        *((f"framework_from[{at}].framework", one) for at, one in later),
    ]
    for place, framework in named:
        if framework is not None and framework not in installed.frameworks:
            near = nearest(framework, installed.frameworks)
            yield Fault(
                place, f"There is no framework {framework!r}.{near}", "`lif frameworks list` lists them."
            )


def _pilots(configuration: Configuration) -> Iterator[Fault]:
    given = {
        "pilot": configuration.pilot,
        **{f"rules.{name}.pilot": one.pilot for name, one in configuration.rules.items()},
        **{f"plugins.{name}.pilot": one.pilot for name, one in configuration.plugins.items()},
    }
    for place, teams in given.items():
        for team in teams:
            if team not in configuration.teams:
                near = nearest(team, configuration.teams)
                yield Fault(place, f"There is no team {team!r}.{near}", "Name its workers below [teams].")


def _field_maps(configuration: Configuration) -> Iterator[Fault]:
    """Fields that the kind of fact does not have, and answers that are none."""
    for source, maps in configuration.field_maps.items():
        for kind, one in maps.items():
            place, known = f"field_maps.{source}.{kind}", KINDS[kind].fields
            for theirs, ours in one.fields.items():
                if ours not in known:
                    yield _no_field(f"{place}.fields.{theirs}", kind, ours)
            for ours, meanings in one.values.items():
                if ours not in known:
                    yield _no_field(f"{place}.values.{ours}", kind, ours)
                wrong = set(meanings.values()) - set(Tri) if ours in TRI_FIELDS else ()
                for value in sorted(wrong):
                    yield Fault(f"{place}.values.{ours}", f"{value!r} is no answer.", f"Use {listed(Tri)}.")


def _no_field(place: str, kind: str, name: str) -> Fault:
    known = sorted(KINDS[kind].fields)
    return Fault(place, f"A {kind} has no field {name!r}.{nearest(name, known)}", f"Use {listed(known)}.")


def _rule(place: str, rule: Rule, setting: RuleSetting, nation: str) -> Iterator[Fault]:
    for slot, value in setting.thresholds.items():
        yield from _threshold(f"{place}.thresholds.{slot}", rule, slot, value)
    for code, reason in setting.exemptions.items():
        own = any(code == exemption.code for exemption in rule.exemptions)
        if not own and reason.on and not reason.words.get(nation):
            yield Fault(
                f"{place}.exemptions.{code}",
                f"The rule has no reason {code!r}, and no words are given for {nation}."
                f"{nearest(code, [exemption.code for exemption in rule.exemptions])}",
                f'Add words.{nation} = "..." to make it one.',
            )


def _threshold(place: str, rule: Rule, slot: str, value: int) -> Iterator[Fault]:
    bounds = rule.threshold(slot)
    if bounds is None:
        slots = [one.slot.value for one in rule.thresholds]
        remedy = f"It has {listed(slots)}." if slots else "It has none: leave it out."
        yield Fault(place, f"{rule.id} has no threshold {slot!r}.", remedy)
        return
    stands, unit = amount(rule.template, bounds.slot)
    if bounds.is_bound and value > stands:
        yield Fault(
            place,
            f"{spoken(value, unit)} is more than the limit of {_LIMIT_OF[bounds.strength]}, {spoken(stands, unit)}: "
            f"{source_of(rule, bounds)}.",
            f"Write a number from {bounds.least} to {stands}: it may be tightened, never loosened.",
        )
    elif not bounds.least <= value <= bounds.most:
        yield Fault(
            place,
            f"{spoken(value, unit)} is out of bounds.",
            f"Write a number from {bounds.least} to {bounds.most}.",
        )


def _timer(place: str, timer: Timer, setting: RuleSetting) -> Iterator[Fault]:
    """What is wrong with the setting of a timer: it has a limit and nothing else, and prompts nobody."""
    if setting.delivery is not None or setting.exemptions or setting.pilot or setting.guard:
        yield Fault(
            place, f"{timer.id} is a timer: it prompts nobody.", "Only on and thresholds.limit can be set."
        )
    for slot, value in setting.thresholds.items():
        where = f"{place}.thresholds.{slot}"
        if slot != LIMIT:
            yield Fault(where, f"{timer.id} has no threshold {slot!r}.", "It has limit.")
            continue
        try:
            tightened(timer, value)
        except LimitRefused as error:
            yield Fault(where, error.message, error.hint)


def source_of(rule: Rule, bounds: Threshold) -> str:
    """What a threshold rests on."""
    return bounds.source or rule.authority


def needs_second(before: Configuration, after: Configuration, installed: Installed) -> list[str]:
    """Why a change needs a second person, in sentences; nothing when it does not.

    Putting another framework in the place of the one that was begun with, switching on a rule of what matters most, changing what may be given as a reason, and switching off a rule that
    rests on a duty (domain guide, section 2: never switched off unseen). A condition on either may switch it off for
    most cases, so it needs one too.
    """
    found = []
    for rule_id, (rule, _plugin) in sorted(installed.rules.items()):
        was, will_be = installed.is_on(before, rule_id), installed.is_on(after, rule_id)
        if rule.severity is Severity.CRITICAL and will_be and not was:
            found.append(f"{rule_id} is critical and is switched on.")
        if rule.statutory and was and not will_be:
            found.append(f"{rule_id} rests on a duty and is switched off.")
    plain = RuleSetting()
    found += [
        f"The condition of {rule_id} changes, which {'rests on a duty' if rule.statutory else 'is critical'}."
        for rule_id, (rule, _plugin) in sorted(installed.rules.items())
        if (rule.statutory or rule.severity is Severity.CRITICAL)
        and before.rules.get(rule_id, plain).guard != after.rules.get(rule_id, plain).guard
    ]
    found += [
        f"{timer_id} rests on a duty and is switched off."
        for timer_id, timer in sorted(installed.timers.items())
        if timer.strength is not Strength.LOCAL
        and before.rules.get(timer_id, plain).on
        and not after.rules.get(timer_id, plain).on
    ]
    if before.framework is not None and before.framework != after.framework:
        found.append(
            "The framework of days that are past changes; one from a day on stands in framework_from."
        )
    changed = (
        rule_id
        for rule_id in sorted({*before.rules, *after.rules})
        if before.rules.get(rule_id, plain).exemptions != after.rules.get(rule_id, plain).exemptions
    )
    return [*found, *(f"The reasons of {rule_id} change." for rule_id in changed)]


ALL = frozenset({"*"})
"""Every rule is touched."""


def touched(before: Configuration, after: Configuration, installed: Installed) -> frozenset[str]:
    """The rules whose results a change can alter; `ALL` where it is not one of single rules.

    What only the budget, the digest or a draw reads touches none.
    """
    whole: Callable[[Configuration], object] = lambda one: (  # noqa: E731  one reading of several settings
        one.nation, one.zone, one.framework, one.framework_from, one.go_live, one.today, one.telling.recent_days, one.telling.fresh_days,
        one.escalation, one.teams, one.pilot,
    )  # fmt: skip
    if whole(before) != whole(after):
        return ALL
    if {name for name, one in before.plugins.items() if not one.on} != {
        name for name, one in after.plugins.items() if not one.on
    }:
        # A plugin does more than return rules: it nominates cases and proposes reviews.
        return ALL
    return frozenset(
        rule_id
        for rule_id, (_rule_itself, plugin) in installed.rules.items()
        if before.rules.get(rule_id) != after.rules.get(rule_id)
        or before.plugins.get(plugin) != after.plugins.get(plugin)
    )
