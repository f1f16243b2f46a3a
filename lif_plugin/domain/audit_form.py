"""What is asked in an audit: a tool with the framework's own tests in it, and the same as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

from lif_plugin.domain.audit_tool import (
    Cap,
    Choice,
    Condition,
    Kind,
    Level,
    Question,
    Section,
    Tool,
    Who,
    with_sections,
)
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.framework_entry import Labelled

# A question that begins like this is answered by yes or no; every other one in words.
_YES_OR_NO: Final = frozenset(
    "is are was were do does did has have can could will would should may might".split()
)
TESTS: Final = "framework_tests"
VOICE: Final = "framework_voice"


def form_of(tool: Tool, framework: Framework | None, programme: str) -> Tool:
    """The tool with the framework's tests of this programme, and with all its tests of the child's voice.

    A test is asked once: one that a programme names in its own list and that names the programme is the same test.
    """
    if framework is None:
        return tool
    named: Any = next(
        (one.raw.get("tests", ()) for one in framework.audit_programmes if one.id == programme), ()
    )
    tests = [
        test
        for test in framework.audit_tests
        if programme in {test.of, *test.also_of} or test.id in set(named or ())
    ]
    who = Who.JOINT if tool.parts else None
    sections = [
        Section(TESTS, f"What {framework.area} asks", _asked(tests, "audit_test", "practice"), who),
        Section(
            VOICE,
            f"The child's voice, as {framework.area} asks",
            _asked(framework.voice_tests, "voice_test", "voice_of_child"),
            who,
        ),
    ]
    return with_sections(tool, [section for section in sections if section.questions])


def _asked(tests: Iterable[Labelled], kind: str, theme: str) -> tuple[Question, ...]:
    return tuple(_question(test, kind, theme) for test in tests)


def _question(test: Labelled, kind: str, theme: str) -> Question:
    said = test.label.split(maxsplit=1)[0].casefold() if test.label else ""
    key = f"{kind}.{test.id}"
    if said not in _YES_OR_NO:
        return Question(key, test.label, Kind.TEXT, theme=theme, asks=(kind, test.id))
    return Question(
        key,
        test.label,
        Kind.YES_NO,
        evidence_when=("yes", "no"),
        theme=theme,
        strength_when=("yes",),
        concern_when=("no",),
        asks=(kind, test.id),
    )


def data_of(tool: Tool) -> dict[str, Any]:
    """A tool as plain data: what `tool_of` reads, and what a digest is made of."""
    found: dict[str, Any] = _plain(tool)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        kept = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {name: one for name, one in kept.items() if one not in (None, "", [])}
    return value


def tool_of(data: Mapping[str, Any]) -> Tool:
    """A tool from plain data that has the right shape, as a checked file or a kept form has."""
    return Tool(
        data["id"],
        data["version"],
        data["title"],
        data["subject"],
        tuple(data.get("guidance", ())),
        _choices(data["grades"]),
        tuple(_section(one) for one in data["sections"]),
        tuple(Cap(one["question"], tuple(one["among"]), one["at_best"]) for one in data.get("caps", ())),
        tuple(data.get("programmes", ())),
        _choices(data.get("parts", ())),
    )


def _choices(data: Iterable[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(one["id"], one["label"]) for one in data)


def _section(data: Mapping[str, Any]) -> Section:
    who = Who(data["who"]) if data.get("who") else None
    return Section(data["id"], data["title"], tuple(_of_data(one) for one in data.get("questions", ())), who)


def _of_data(data: Mapping[str, Any]) -> Question:
    level, asks = data.get("level"), data.get("asks")
    return Question(
        data["id"],
        data["text"],
        Kind(data["kind"]),
        data.get("help", ""),
        _choices(data.get("choices", ())),
        data.get("required", True),
        tuple(data.get("evidence_when", ())),
        tuple(Condition(one["question"], tuple(one["among"])) for one in data.get("show_if", ())),
        Level(level) if level else None,
        data.get("theme"),
        tuple(data.get("strength_when", ())),
        tuple(data.get("concern_when", ())),
        (asks[0], asks[1]) if asks else None,
    )
