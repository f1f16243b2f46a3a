"""The words the reader knows, as data: loading, checking, inflecting and extending the lexicons."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files

from lif_plugin.errors import LifError
from lif_plugin.voice.patterns import Pattern, parse_pattern

_PACKAGE = "lif_plugin.voice"
_SAME_PAST = frozenset({"put", "let", "hit", "set", "cut", "read", "shut", "beat", "spread"})


class LexiconRefused(LifError):
    """A lexicon entry could not be read."""

    code = "voice_lexicon"
    hint = "Compare with the files in lif_plugin/voice/lexicon_data."


@dataclass(frozen=True)
class Lexicon:
    """Everything the reader looks words up in; immutable, so one can be shared between threads.

    `people` maps a phrase (tuple of words) to (role, sex); `keys` a word to its categories; `respell` a
    spelling to the words it stands for; `patterns` a group name to its patterns.
    """

    people: Mapping[tuple[str, ...], tuple[str, str]]
    keys: Mapping[str, frozenset[str]]
    respell: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, tuple[Pattern, ...]]
    openers: Mapping[str, int] = field(init=False)
    """First words of phrases for people, each with the length of the longest phrase it opens."""

    def __post_init__(self) -> None:
        openers: dict[str, int] = {}
        for phrase in self.people:
            openers[phrase[0]] = max(openers.get(phrase[0], 0), len(phrase))
        object.__setattr__(self, "openers", openers)

    @classmethod
    def default(cls) -> "Lexicon":
        """The lexicon that ships with the package."""
        return _default()

    def extended(
        self,
        *,
        people: Mapping[str, Iterable[str]] | None = None,
        words: Mapping[str, Iterable[str]] | None = None,
        spelling: Mapping[str, str] | None = None,
        patterns: Mapping[str, Iterable[str]] | None = None,
    ) -> "Lexicon":
        """A new lexicon with an agency's own words added; this one stays as it is.

        `people` adds phrases to a role (`{"carer": ["house parent"]}`), `words` words to a category,
        `spelling` local abbreviations (`{"hp": "house parent"}`), `patterns` patterns to a group.
        LexiconRefused names the role, category or group that is not known.
        """
        keys = {word: set(found) for word, found in self.keys.items()}
        for category, listed in (words or {}).items():
            _known(category, {name for found in self.keys.values() for name in found}, "category")
            for word in listed:
                keys.setdefault(word.lower(), set()).add(category)
        grown = dict(self.people)
        for role, phrases in (people or {}).items():
            _known(role, {name for name, _ in self.people.values()}, "role")
            grown.update({tuple(phrase.lower().split()): (role, "") for phrase in phrases})
        groups = {name: list(found) for name, found in self.patterns.items()}
        for group, listed in (patterns or {}).items():
            _known(group, set(self.patterns), "pattern group")
            groups[group] += [parse_pattern(entry) for entry in listed]
        return replace(
            self,
            people=grown,
            keys={word: frozenset(found) for word, found in keys.items()},
            respell={
                **self.respell,
                **{k.lower(): tuple(v.lower().split()) for k, v in (spelling or {}).items()},
            },
            patterns={name: tuple(found) for name, found in groups.items()},
        )


def _known(name: str, allowed: set[str], what: str) -> None:
    if name not in allowed:
        raise LexiconRefused(f"The lexicon has no {what} '{name}'.")


def _inflect(entry: str) -> tuple[str, ...]:
    """All forms of a verb entry: `want` by rule, `say says said saying` as listed."""
    forms = entry.split()
    if len(forms) > 1:
        return tuple(forms)
    base = forms[0]
    if base.endswith("e"):
        return base, base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return base, base + "es", base + "ed", base + "ing"
    doubled = base + base[-1] if _doubles(base) else base
    return base, base + "s", doubled + "ed", doubled + "ing"


def _doubles(base: str) -> bool:
    vowels = "aeiou"
    return (
        len(base) >= 3
        and base[-1] not in "aeiouwxy"
        and base[-2] in vowels
        and base[-3] not in vowels
        and sum(letter in vowels for letter in base) == 1
    )


def _read(name: str) -> dict[str, object]:
    return tomllib.loads(files(_PACKAGE).joinpath("lexicon_data", f"{name}.toml").read_text(encoding="utf-8"))


def _table(name: str) -> dict[str, list[str]]:
    """A lexicon file as category to entries; each value is one block of text, entries by comma or line."""
    table: dict[str, list[str]] = {}
    for category, block in _read(name).items():
        if not isinstance(block, str):
            raise LexiconRefused(f"Category '{category}' in {name} is not a block of text.")
        pieces = block.split("\n") if name == "patterns" else block.replace("\n", ",").split(",")
        table[category] = [piece.strip() for piece in pieces if piece.strip()]
    return table


@lru_cache(maxsize=1)
def _default() -> Lexicon:
    keys: dict[str, set[str]] = {}
    for category, entries in _table("words").items():
        for entry in entries:
            keys.setdefault(entry, set()).add(category)
    for category, entries in _table("verbs").items():
        for entry in entries:
            forms = _inflect(entry)
            for form in forms:
                keys.setdefault(form, set()).add(category)
            if len(forms) > 1 and forms[0] + "s" in forms and forms[0] not in _SAME_PAST:
                keys[forms[0]].add("base")
    people: dict[tuple[str, ...], tuple[str, str]] = {}
    for category, entries in _table("people").items():
        role, _, sex = category.partition("_")
        people.update({tuple(entry.split()): (role, sex) for entry in entries})
    respell = {}
    for entry in _table("spelling")["spelling"]:
        odd, _, usual = entry.partition("=")
        respell[odd.strip()] = tuple(usual.split())
    patterns = {
        group: tuple(parse_pattern(entry) for entry in entries)
        for group, entries in _table("patterns").items()
    }
    return Lexicon(people, {word: frozenset(found) for word, found in keys.items()}, respell, patterns)
