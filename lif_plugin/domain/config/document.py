"""A configuration as a document: read with every fault and its place, written, and described for editors."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.config.configuration import SHAPE, Configuration
from lif_plugin.domain.config.shape import Fault
from lif_plugin.errors import ConfigRefused

_ONCE_FLAT: Final = "rules_off"
"""A key by which a document is known that was stored before there was a configuration."""


def refuse(faults: Sequence[Fault], file: str = "the configuration") -> None:
    """Raise `ConfigRefused` if there are faults; its facts name the file and each place."""
    if not faults:
        return
    count = "1 thing" if len(faults) == 1 else f"{len(faults)} things"
    told = "".join(f"\n  {fault}" for fault in faults)
    raise ConfigRefused(
        f"{file} cannot be used, for {count}:{told}\n",
        file=file,
        faults=[{"place": one.place, "problem": one.problem, "remedy": one.remedy} for one in faults],
    )


def read(document: Mapping[str, Any], file: str = "the configuration") -> Configuration:
    """Read a document as TOML or JSON gives it. Raises `ConfigRefused` with every fault, its place and remedy."""
    faults: list[Fault] = []
    found = SHAPE.read(document, "", faults)
    refuse(faults, file)
    if not isinstance(found, Configuration):
        raise ConfigRefused
    return found


def write(configuration: Configuration) -> dict[str, Any]:
    """Write a configuration as JSON has it; `read` gives the same back."""
    written: dict[str, Any] = SHAPE.write(configuration)
    return written


def stored(agency_id: str, name: str, nation: str, version: int, document: Mapping[str, Any]) -> Agency:
    """An agency from what the store holds, also from before there was a configuration."""
    if _ONCE_FLAT not in document:
        return read(document).agency(agency_id, name, version)
    held = {
        "pushes_a_week": 2,
        "quiet_from": 18,
        "quiet_until": 8,
        "note_hint": False,
        "audits": {},
        **document,
    }
    telling = ("pushes_a_week", "quiet_from", "quiet_until", "recent_days", "fresh_days")
    go_live = held["go_live"]
    plain = {
        "nation": nation,
        "zone": held["zone"],
        "today": held["today"],
        "note_hint": held["note_hint"],
        "telling": {key: held[key] for key in telling},
        "audits": {key: value for key, value in held["audits"].items() if value is not None},
        "plugins": {key: {"on": False} for key in held["plugins_off"]},
        "rules": {key: {"on": False} for key in held["rules_off"]},
        **({"framework": held["framework"]} if held["framework"] else {}),
        **(
            {"go_live": f"{go_live // 10_000:04}-{go_live // 100 % 100:02}-{go_live % 100:02}"}
            if go_live
            else {}
        ),
    }
    return read(plain).agency(agency_id, name, version)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the document, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of an agency in lif_plugin",
        **SHAPE.schema(),
    }
