"""Field maps: how a sender names the fields of its facts and what its values mean, so that it need not speak our words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lif_plugin.domain.cloud_event import EventRefused


@dataclass(frozen=True, slots=True)
class KindMap:
    """Of one kind of fact: ``fields`` are our names by theirs, ``values`` our values by theirs, for a field of ours."""

    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


FieldMap = Mapping[str, KindMap]
"""A sender's maps by kind of fact."""
PLAIN: Final = KindMap()


def translated(fields: Mapping[str, Any], by: KindMap) -> dict[str, Any]:
    """The fields of a fact under our names and with our values; what the map does not name stays as it is.

    A code that was given another value is kept beside it as it was sent. Raises `EventRefused` where two fields of the
    sender become one of ours: neither would be right.
    """
    found: dict[str, Any] = {}
    for name, value in fields.items():
        own = by.fields.get(name, name)
        if own in found:
            raise EventRefused(
                "Two fields of the fact stand for one field here.", hint="Mend the field map of this source."
            )
        found[own] = _meant(value, by.values.get(own, {}))
        if own == "code" and found[own] != value:
            found.setdefault("code_raw", value)
    return found


def _meant(value: Any, meanings: Mapping[str, str]) -> Any:
    if isinstance(value, bool):
        return meanings.get("true" if value else "false", value)
    return meanings.get(str(value), value) if isinstance(value, str | int) else value
