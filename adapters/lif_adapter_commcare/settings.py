"""The settings of a connection with CommCare HQ, checked; nothing here goes to the network."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from lif_adapter_commcare.adapter import SETTINGS
from lif_adapter_commcare.case_map import NAME, CaseMap, read_map
from lif_adapter_kit.connecting import Secret, given_values, number_of, server_address, table_of, zone_of
from lif_plugin.errors import BadSetting

_DOMAIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,253}[a-z0-9])?")
_LONGEST_S: Final = 600


@dataclass(frozen=True, slots=True)
class Connection:
    """The settings of one connection; ``address`` is that of the Case API of one project space."""

    address: str
    domain: str
    user_name: str
    api_key: Secret
    user_id: str
    case_map: CaseMap
    zone: ZoneInfo
    prompt_type: str
    prompt_index: str
    settle_s: float
    page: int
    timeout_s: float
    webhook_key: Secret


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str]) -> Connection:
    """Check settings. Raises `BadSetting`, naming the setting and never a secret."""
    values = given_values(SETTINGS, given, secrets)
    case_map = read_map(table_of("map", values["map"]))
    domain = str(values["domain"])
    if not _DOMAIN.fullmatch(domain):
        raise BadSetting("domain is no name of a project space.", hint="It stands in addresses after /a/.")
    prompt_type = _name("prompt_type", values["prompt_type"])
    if prompt_type in case_map.case_types():
        raise BadSetting(
            "prompt_type is a case type that the map reads.", hint="Prompts need one of their own."
        )
    return Connection(
        address=f"{server_address(str(values['address']))}/a/{domain}/api/case/v2/",
        domain=domain,
        user_name=str(values["user_name"]),
        api_key=Secret(secrets["api_key"]),
        user_id=str(values["user_id"] or ""),
        case_map=case_map,
        zone=zone_of(values["zone"]),
        prompt_type=prompt_type,
        prompt_index=_name("prompt_index", values["prompt_index"]),
        settle_s=number_of("settle", values["settle"], _LONGEST_S),
        page=max(1, int(number_of("page", values["page"], 5000))),
        timeout_s=number_of("timeout", values["timeout"], _LONGEST_S) or 1.0,
        webhook_key=Secret(secrets.get("webhook_key") or ""),
    )


def _name(setting: str, value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise BadSetting(f"{setting} is no name as CommCare takes them.", hint=f"Change {setting}.")
    return value
