"""What of a field map the account can see on a server: open, on a form it was not granted, or not there at all.

A key that is missing from a case means "never entered" only where its form is open to us. Anything else is
"not visible to us", which nothing is ever said about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from lif_adapter_primero.fields import CORE, NAMES, FieldMap, Path


class Reach(StrEnum):
    """How far a name reaches.

    OPEN: an absent value was never entered. HIDDEN: on a form that the account may not read. MISSING: the
    server has no such form or field. UNMAPPED: the map does not say where it stands.
    """

    OPEN = "open"
    HIDDEN = "hidden"
    MISSING = "missing"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class View:
    """The reach of every name, as found on a server for an account; all are closed until that was read."""

    reaches: Mapping[str, Reach]

    def of(self, name: str) -> Reach:
        """The reach of a name."""
        return self.reaches.get(name, Reach.UNMAPPED)

    def opens(self, *names: str) -> bool:
        """Says whether all of these are open."""
        return all(self.of(name) is Reach.OPEN for name in names)


def find_view(field_map: FieldMap, forms: Iterable[Mapping[str, Any]], account: Mapping[str, Any]) -> View:
    """Compare a map with the server's forms (``GET /forms``) and the account's grants (its own user record).

    A name with several paths reaches as far as the nearest of them all: were one hidden, an absence in the
    others would prove nothing.
    """
    known = _fields(forms)
    granted = set(account.get("permitted_form_unique_ids") or account.get("permitted_form") or ())
    found = {}
    for name in NAMES:
        reaches = [_reach(path, known, granted) for path in field_map.find(name)]
        found[name] = min(reaches, key=_ORDER.index) if reaches else Reach.UNMAPPED
    return View(MappingProxyType(found))


_ORDER = (Reach.MISSING, Reach.HIDDEN, Reach.OPEN)


def _reach(path: Path, known: Mapping[str, Mapping[str, str | None]], granted: set[str]) -> Reach:
    if path.form == CORE:
        return Reach.OPEN
    fields = known.get(path.form, {})
    if path.field not in fields:
        return Reach.MISSING
    if path.sub is not None and path.sub not in known.get(fields[path.field] or "", {}):
        return Reach.MISSING
    return Reach.OPEN if path.form in granted else Reach.HIDDEN


def _fields(forms: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str | None]]:
    """Of each form its fields, each with the form of its rows if it is a subform."""
    listed = list(forms)
    names = {form.get("id"): str(form.get("unique_id")) for form in listed}
    return {
        str(form.get("unique_id")): {
            str(field.get("name")): names.get(field.get("subform_section_id"))
            for field in form.get("fields") or ()
        }
        for form in listed
    }
