"""The same note with other names, the other pronouns or another spelling: what a fair reader must not notice."""

import re
from dataclasses import replace

from lif_plugin.voice.records import NoteRecord

_MIRROR = {
    "he": "she", "she": "he", "him": "her", "himself": "herself", "herself": "himself", "his": "her",
    "mum": "dad", "dad": "mum", "mums": "dads", "dads": "mums", "mother": "father", "father": "mother",
    "mummy": "daddy", "daddy": "mummy", "nan": "grandad", "grandad": "nan", "brother": "sister", "sister": "brother",
    "boy": "girl", "girl": "boy", "son": "daughter", "daughter": "son", "aunt": "uncle", "uncle": "aunt",
    "boyfriend": "girlfriend", "girlfriend": "boyfriend", "mgm": "mgf", "mgf": "mgm", "pgm": "pgf", "pgf": "pgm",
    "hes": "shes", "shes": "hes",
}  # fmt: skip
_SPELLING = {
    "said": "sed", "told": "telt", "because": "cos", "with": "wi", "doesn't": "doesnt", "don't": "dont",
    "didn't": "didnae", "home": "hame", "house": "hoose", "can't": "cannae", "isn't": "isnt", "scared": "feart",
    "nothing": "nowt", "about": "aboot", "going to": "gonna", "wasn't": "wisnae", "won't": "wont",
}  # fmt: skip
_NAMES = ("Zainab", "Caoimhe", "Oluwaseun", "Kacper", "Xiulan", "Llewelyn", "Priyanka", "Dembe")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_POSSESSED = frozenset(
    "and but to in on at for with from when if as was is so or that about again a the".split()
)
_GIVEN = re.compile(r"\b([A-Z][a-z]{2,})(?=(?:'s)? \(\d|, \d{1,2}\b)")


def _cased(model: str, word: str) -> str:
    return word.capitalize() if model[:1].isupper() else word


def other_pronouns(record: NoteRecord) -> NoteRecord:
    """The note about a child, parents and kin of the other sex."""
    text = record.note

    def swap(found: re.Match[str]) -> str:
        word = found.group()
        stem, mark, tail = word.partition("'")
        low = stem.lower()
        if low == "her":
            after = _WORD.match(text, found.end() + 1)
            owned = after is not None and text[found.end()] == " " and after.group().lower() not in _POSSESSED
            return _cased(word, "his" if owned else "him")
        return _cased(stem, _MIRROR[low]) + mark + tail if low in _MIRROR else word

    return replace(record, note=_WORD.sub(swap, text))


def other_names(record: NoteRecord) -> NoteRecord:
    """The note with each name that stands beside an age changed for another, steadily by its letters."""
    text = record.note
    for place, name in enumerate(dict.fromkeys(_GIVEN.findall(text))):
        other = _NAMES[(sum(map(ord, name)) + place) % len(_NAMES)]
        text = re.sub(rf"\b{name}\b", other, text)
    return replace(record, note=text)


def other_spelling(record: NoteRecord) -> NoteRecord:
    """The note with common words in dialect or texting spelling."""
    text = record.note
    for usual, odd in _SPELLING.items():
        text = re.sub(rf"\b{re.escape(usual)}\b", odd, text)
    return replace(record, note=text)


MIRRORS = {"names": other_names, "pronouns": other_pronouns, "dialect spelling": other_spelling}
