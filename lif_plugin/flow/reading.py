"""Reading: the words that come with a note are read when they are received, and only the reading goes on."""

from datetime import timedelta
from hashlib import blake2b
from typing import Final

from lif_plugin.domain.local_words import NO_WORDS, LocalWords
from lif_plugin.domain.reading import CHILD_VIEWS, DETAIL, Reading, Words, tri
from lif_plugin.domain.record import Event, check_event
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import InvalidEvent
from lif_plugin.voice import LABELS, read_note
from lif_plugin.voice.likeness import likeness_of
from lif_plugin.voice.local import lexicon_with
from lif_plugin.voice.read import EDITION, is_preverbal

_YEAR: Final = timedelta(days=365.25)
_BABY: Final = 2
"""Years under which an age is told in parts of a year."""


def without_words(event: Event, local: LocalWords = NO_WORDS) -> Event:
    """Give an event as it may be kept: its words, if it came with any, are read and left behind.

    ``local`` are the agency's own words. Raises `InvalidEvent` for words on anything but a note, and for what `check_event` refuses; no word is quoted.
    """
    words = event.words
    if words is None:
        check_event(event)
        return event
    if event.kind != "note":
        raise InvalidEvent(f"A {event.kind} event came with words; only a note may.")
    check_event(event._replace(words=None))
    reading = read_words(words, event.key, event.occurred_day, event.case_ref, local)
    seen = {"seen": tri(_seen(reading)), "alone": tri(reading.labels["seen_alone"])}
    told = {"outcome": reading.overall, "purpose": words.purpose, **seen}
    fields = {**event.fields, **{name: value for name, value in told.items() if value is not None}}
    kept = event._replace(words=None, fields=fields, detail={**event.detail, DETAIL: reading.as_detail()})
    check_event(kept)
    return kept


def _seen(reading: Reading) -> bool | None:
    """That a note does not show the child seen is no proof that the child was not."""
    return True if reading.labels["child_seen"] else None


def read_words(words: Words, key: str, day: int, case: str = "", local: LocalWords = NO_WORDS) -> Reading:
    """Read the words of a note of a day (YYYYMMDD); ``key`` makes the hash this note's own, ``case`` the likeness."""
    age = _age(words.born_on, day)
    found = read_note(
        words.text, age, words.needs, words.names, words.record_type, lexicon=lexicon_with(local)
    )
    known = age is not None or bool(words.needs)
    return Reading(
        edition=EDITION,
        digest=blake2b(words.text.encode("utf-8", "replace"), digest_size=16, salt=_salt(key)).hexdigest(),
        overall=found.overall.value,
        labels={name: found.label(name) for name in LABELS},
        without_speech=is_preverbal(age, words.needs) if known else None,
        empty=not words.text.strip(),
        indirect=found.indirect,
        doubtful=tuple(name for name in LABELS if found.labels[name].doubt),
        rubric={item.id: item.mark.value for item in found.rubric},
        spans=tuple((name, span.start, span.end) for name in LABELS for span in found.labels[name].spans),
        # Only the section for the child's view is compared, and only with earlier ones of the same child.
        likeness=likeness_of(words.text, words.names, case) if words.purpose == CHILD_VIEWS else None,
        local_words=local.edition or None,
    )


def _salt(key: str) -> bytes:
    return blake2b(key.encode("utf-8", "replace"), digest_size=blake2b.SALT_SIZE).digest()


def _age(born_on: int | None, day: int) -> float | None:
    """Years from birth to a day, a fraction for a baby; None where the birth is unknown or lies after it."""
    if born_on is None:
        return None
    try:
        born, then = numbered_day(born_on), numbered_day(day)
    except ValueError:
        return None
    whole = then.year - born.year - ((then.month, then.day) < (born.month, born.day))
    if whole >= _BABY:
        return float(whole)
    return (then - born) / _YEAR if born <= then else None
