"""A note that somebody wants read, with what is known of the child: taken from a form or from JSON, and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from lif_plugin.domain.local_words import NO_WORDS, LocalWords
from lif_plugin.errors import LifError
from lif_plugin.voice import NoteReading, read_note
from lif_plugin.voice.local import lexicon_with

TEXT_AT_MOST: Final = 20_000
WORDS_AT_MOST: Final = 200
"""The longest communication need, record type or list of names, in characters."""
OLDEST: Final = 25
"""Care leavers are supported until 25."""

FIELDS: Final = ("text", "age_years", "communication_needs", "record_type", "names")
_AGE: Final = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?|\.[0-9]{1,4}")


class NoteRefused(LifError):
    """The note cannot be read as it was sent."""

    code = "note_refused"
    hint = "POST a JSON object with `text` and, if known, `age_years`, `communication_needs`, `record_type`, `names`."


@dataclass(frozen=True, slots=True, repr=False)
class NoteAsked:
    """A note to read. ``age`` in years, a fraction for a baby; None: not given.

    Like `Typed` it has no representation of its values, so that no log of values can hold them.
    """

    text: str
    age: float | None = None
    needs: str = ""
    record_type: str = ""
    names: tuple[str, ...] = ()

    def reading(self, local: LocalWords = NO_WORDS) -> NoteReading:
        """What the reader finds, by an agency's own words too."""
        lexicon = lexicon_with(local)
        return read_note(
            self.text, self.age, self.needs or None, self.names, self.record_type, lexicon=lexicon
        )


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """What somebody typed into the form, kept to be shown to them again."""

    text: str = ""
    age: str = ""
    needs: str = ""
    record_type: str = ""
    names: str = ""

    @classmethod
    def of(cls, form: Mapping[str, Any]) -> "Typed":
        """Take the fields of a form; a file in place of a text counts as nothing typed."""
        given = {name: form.get(name) for name in ("text", "age", "needs", "record_type", "names")}
        texts = {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else ""
            for name, value in given.items()
        }
        return cls(**{name: value if name == "text" else value.strip() for name, value in texts.items()})

    def mistakes(self) -> dict[str, str]:
        """What has to be mended, by field, in the order of the page; nothing where all is well."""
        found: dict[str, str] = {}
        if not self.text.strip():
            found["text"] = "Paste the note"
        elif len(self.text) > TEXT_AT_MOST:
            found["text"] = f"The note must be {TEXT_AT_MOST:,} characters or fewer"
        if self.age and not _AGE.fullmatch(self.age):
            found["age"] = "Enter the child’s age in years, such as 9 or 0.5"
        elif self.age and float(self.age) > OLDEST:
            found["age"] = f"The child’s age must be {OLDEST} or less"
        for name, what in (
            ("needs", "The communication need"),
            ("record_type", "The kind of record"),
            ("names", "The child’s names"),
        ):
            if len(getattr(self, name)) > WORDS_AT_MOST:
                found[name] = f"{what} must be {WORDS_AT_MOST} characters or fewer"
        return found

    def asked(self) -> NoteAsked:
        """The note to read; call it where there is no mistake."""
        names = tuple(name.strip() for name in self.names.split(",") if name.strip())
        return NoteAsked(
            self.text, float(self.age) if self.age else None, self.needs, self.record_type, names
        )


def from_json(body: bytes) -> NoteAsked:
    """Take a note from JSON. `NoteRefused` names the field, never what stands in it."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        # Not chained: the decoder's error holds the whole body.
        raise NoteRefused("The body is not JSON.") from None
    if not isinstance(given, dict):
        raise NoteRefused("The body is not a JSON object.")
    if given.keys() - set(FIELDS):
        # A misspelt field would be passed over, and the note read as if it were not known.
        raise NoteRefused(f"There is a field other than {', '.join(FIELDS)}.")
    text, age, names = given.get("text"), given.get("age_years"), given.get("names") or []
    if not isinstance(text, str) or not text.strip() or len(text) > TEXT_AT_MOST:
        raise NoteRefused(f"`text` must be a text of 1 to {TEXT_AT_MOST:,} characters.")
    if age is not None and (
        isinstance(age, bool) or not isinstance(age, int | float) or not 0 <= age <= OLDEST
    ):
        raise NoteRefused(f"`age_years` must be a number from 0 to {OLDEST}.")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise NoteRefused("`names` must be a list of texts.")
    if sum(map(len, names)) > WORDS_AT_MOST or len(names) > WORDS_AT_MOST:
        raise NoteRefused(f"`names` must be {WORDS_AT_MOST} characters or fewer.")
    words = {name: _words(given, name) for name in ("communication_needs", "record_type")}
    return NoteAsked(
        text, age, words["communication_needs"], words["record_type"], tuple(name for name in names if name)
    )


def _words(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > WORDS_AT_MOST:
        raise NoteRefused(f"`{name}` must be a text of at most {WORDS_AT_MOST} characters.")
    return value
