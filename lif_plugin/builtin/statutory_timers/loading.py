"""Reads timers from TOML and says what is wrong with a file: which file, which timer, which key."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from lif_plugin.domain.clock import Unit
from lif_plugin.domain.threshold import Strength
from lif_plugin.domain.timer import (
    UNIT_WORDS,
    Edge,
    Having,
    InvalidTimer,
    Limit,
    Match,
    Step,
    Timer,
)

_LIMIT: Final = re.compile(r"(\d{1,3}) (working day|day|week|month|hour)s?")
_UNITS: Final = {words: unit for unit, words in UNIT_WORDS.items()}
_MATCH: Final = ("kind", "edge", "own", "reason", "words", "unless")
_MATCHES: Final = frozenset({"starts", "done", "stops", "explains", "pauses"})
_ONE_MATCH: Final = frozenset(
    {"within", "began_with", "not_in", "only_in", "until_first", "from_first", "asked", "extended"}
)
_LIMITS: Final = frozenset({"limit", "longest", "shortest"})


def load_timers(file: Path) -> tuple[Timer, ...]:
    """Read the timers of a file. Raises `InvalidTimer`, which names the file, the timer and what is wrong."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InvalidTimer(f"{file.name}: {error}") from error
    _known(document, ["timer"], file.name)
    found: dict[str, Timer] = {}
    for entry in document.get("timer", ()):
        where = f"{file.name}, timer {entry.get('id', '(without an id)')}"
        try:
            timer = _timer(entry, where)
        except InvalidTimer as error:
            said = error.message if error.message.startswith(where) else f"{where}: {error.message}"
            raise InvalidTimer(said) from error
        if timer.id in found:
            raise InvalidTimer(f"{where}: there are two of them; a change of law is another step of the one.")
        found[timer.id] = timer
    return tuple(found.values())


def _timer(entry: Mapping[str, Any], where: str) -> Timer:
    names = [one.name for one in fields(Timer)]
    _known(entry, [*(name for name in names if name != "steps"), "step"], where)
    missing = {"id", "title", "nations", "strength", "source", "clock_start", "allows"} - entry.keys()
    if missing:
        raise InvalidTimer(f"{where}: {', '.join(sorted(missing))} is missing.")
    if entry["strength"] not in set(Strength):
        raise InvalidTimer(f"{where}: strength is S, G or L.")
    plain = {name: value for name, value in entry.items() if name not in {"step", "strength"}}
    lists = {name: tuple(value) for name, value in plain.items() if isinstance(value, list)}
    return Timer(
        **{**plain, **lists},
        strength=Strength(entry["strength"]),
        steps=tuple(_step(part, where) for part in entry.get("step", ())),
    )


def _step(part: Mapping[str, Any], where: str) -> Step:
    _known(part, [one.name for one in fields(Step)], where)
    if missing := {"what", "limit"} - part.keys():
        raise InvalidTimer(f"{where}: a step without {' and '.join(sorted(missing))}.")
    made: dict[str, Any] = {"starts": (), "done": ()}
    for name, value in part.items():
        if name in _MATCHES:
            made[name] = tuple(_match(one, f"{where}, {name}") for one in value)
        elif name in _ONE_MATCH:
            made[name] = _match(value, f"{where}, {name}")
        elif name in _LIMITS:
            made[name] = _limit(value, f"{where}, {name}")
        elif name in {"valid_from", "valid_to"} and not isinstance(value, date):
            raise InvalidTimer(f"{where}: {name} is a date, written 2018-06-29 without quotes.")
        else:
            made[name] = tuple(value) if isinstance(value, list) else value
    return Step(**made)


def _match(part: Mapping[str, Any], where: str) -> Match:
    if "kind" not in part:
        raise InvalidTimer(f"{where}: a fact without its kind.")
    if part.get("edge", Edge.START) not in set(Edge):
        raise InvalidTimer(f"{where}: edge is start or end.")
    having = [(name, values, False) for name, values in part.items() if name not in _MATCH]
    having += [(name, values, True) for name, values in part.get("unless", {}).items()]
    if any(not isinstance(values, list) for _name, values, _unless in having):
        raise InvalidTimer(f"{where}: the values of a column are a list of texts.")
    return Match(
        kind=part["kind"],
        edge=Edge(part.get("edge", Edge.START)),
        having=tuple(Having(name, tuple(values), unless) for name, values, unless in having),
        own=part.get("own", False),
        reason=part.get("reason", ""),
        words=part.get("words", ""),
    )


def _limit(text: Any, where: str) -> Limit:
    found = _LIMIT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise InvalidTimer(
            f"{where}: a limit is written as 15 working days, 28 days, 6 weeks, 3 months or 72 hours."
        )
    unit: Unit = _UNITS[found[2]]
    return Limit(int(found[1]), unit)


def _known(part: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    for name in part:
        if name not in names:
            meant = "".join(f" Did you mean {near}?" for near in get_close_matches(name, names, 1))
            raise InvalidTimer(f"{where}: there is no key {name}.{meant}")
