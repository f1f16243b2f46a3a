"""Codes as compiled for one column of one return year: each text is looked up once, unknown ones are kept."""

from collections.abc import Mapping
from typing import Any, Final

_KEPT: Final = 2_000

Coded = tuple[dict[str, str], dict[str, str], str | None]
"""What a text gives: typed fields, detail, and the reason for a notice if it is odd."""


class Codes(dict[str, Coded]):
    """Looks up what the text of one column gives.

    ``known`` is a code set of a dictionary: a code is its meaning, or a table: ``is`` names the code it stands
    for, ``since`` and ``until`` the first and last return year that has it.

    With ``field`` (code, reason, outcome) a known code goes into that typed field, without into the
    detail under the column's name. For the field ``code`` the text as sent stands in ``code_raw`` wherever
    it is not exactly the code; any other text that is no known code is kept in the detail under
    ``<column>_raw``. A blank gives nothing: it is unknown.
    """

    def __init__(self, known: Mapping[str, Any], column: str, year: int, field: str | None = None) -> None:
        super().__init__()
        self._known = known
        self._column = column
        self._year = year
        self._field = field

    def __missing__(self, text: str) -> Coded:
        if len(self) >= _KEPT:
            self.clear()
        coded = self[text] = self._read(text)
        return coded

    def _read(self, text: str) -> Coded:
        name = text.strip()
        if not name:
            return {}, {}, None
        found = self._find(name)
        if found is None:
            return self._kept(None, text, "unknown_code")
        entry = self._known[found]
        if isinstance(entry, str):
            return self._kept(found, text, None)
        usual = entry.get("since", self._year) <= self._year <= entry.get("until", self._year)
        return self._kept(entry.get("is", found), text, None if usual else "code_not_in_collection")

    def _find(self, name: str) -> str | None:
        """Case is free, and a number may have passed through a spreadsheet ("1.0")."""
        for form in (name, name.upper(), name.removesuffix(".0")):
            if form in self._known:
                return form
        return None

    def _kept(self, code: str | None, text: str, odd: str | None) -> Coded:
        fields: dict[str, str] = {}
        detail: dict[str, str] = {}
        if code is not None:
            (fields if self._field else detail)[self._field or self._column] = code
        if self._field == "code" and code != text:
            fields["code_raw"] = text
        elif code is None:
            detail[f"{self._column}_raw"] = text
        return fields, detail, odd
