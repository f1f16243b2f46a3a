"""The calls of the Case API v2 as its documentation describes them, on the fake's cases."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lif_adapter_commcare.testing.world import State, World, told

_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*")
_EXACT: Final = ("case_type", "owner_id", "case_name", "external_id")
_TIMES: Final = ("last_modified", "server_last_modified", "indexed_on", "date_opened", "date_closed")
_COMPARE: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}
_LIMIT: Final = 20
_LIMIT_AT_MOST: Final = 5000
_AT_ONCE: Final = 100
_LONGEST: Final = 255
_REQUIRED: Final = ("case_type", "case_name", "owner_id")


class Refused(Exception):
    """A request that is not carried out; nothing of it is saved."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status, self.error = status, error


class Api:
    """One project space as an API user reaches it."""

    def __init__(self, world: World, user: str) -> None:
        self._world = world
        self._user = user

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, Any]:
        """(status, body) of a request to a path below ``/api/case/v2/``. Raises `Refused`."""
        match [method, *path.strip("/").split("/")]:
            case ["GET", ""]:
                return 200, self._list(query)
            case ["GET", "ext", external_id]:
                return 200, told(self._found(self._world.by_external(external_id)))
            case ["GET", case_id]:
                return 200, told(self._found(self._world.seen(case_id)))
            case ["POST", "bulk-fetch"]:
                return 200, self._fetch(body)
            case ["POST", ""] if isinstance(body, list):
                return 200, self._several(body)
            case ["POST", ""]:
                return 200, self._one(self._world.new_id(), body, new=True)
            case ["PUT", "ext", external_id]:
                found = self._world.by_external(external_id)
                case_id = found["case_id"] if found else self._world.new_id()
                return 200, self._one(case_id, {**body, "external_id": external_id}, new=found is None)
            case ["PUT", case_id] if case_id:
                self._found(self._world.states.get(case_id, [None])[-1])
                return 200, self._one(case_id, body, new=False)
        raise Refused(404, "not found")

    @staticmethod
    def _found(state: State | None) -> State:
        if state is None:
            raise Refused(404, "not found")
        return state

    def _list(self, query: Mapping[str, str]) -> State:
        asked = dict(query)
        if "cursor" in asked:
            asked = json.loads(base64.urlsafe_b64decode(asked["cursor"]))
        after, limit = asked.pop("_after", ""), int(asked.pop("limit", _LIMIT))
        fields = asked.pop("fields", "")
        if not 0 < limit <= _LIMIT_AT_MOST:
            raise Refused(400, "limit is too large")
        fitting = [one for one in self._world.all_seen() if all(_fits(one, *term) for term in asked.items())]
        rest = [one for one in fitting if f"{one['indexed_on']}{one['case_id']}" > after]
        page = [told(one) for one in rest[:limit]]
        answer: State = {"matching_records": len(fitting), "cases": page}
        if len(rest) > limit:
            asked |= {"_after": f"{page[-1]['indexed_on']}{page[-1]['case_id']}", "limit": str(limit)}
            answer["next"] = {"cursor": base64.urlsafe_b64encode(json.dumps(asked).encode()).decode()}
        if fields:
            answer["cases"] = [{name: one.get(name) for name in fields.split(",")} for one in page]
        return answer

    def _fetch(self, body: Any) -> State:
        found, missing = [], 0
        for case_id in body.get("case_ids", ()):
            seen = self._world.seen(case_id)
            missing += seen is None
            found.append(told(seen) if seen else {"case_id": case_id, "error": "not found"})
        return {"matching_records": len(found) - missing, "missing_records": missing, "cases": found}

    def _several(self, items: list[Any]) -> State:
        if len(items) > _AT_ONCE:
            raise Refused(400, "You cannot submit more than 100 updates in a single request")
        for item in items:
            _check(item, new=bool(item.get("create")))
            if not item.get("create") and item.get("case_id") not in self._world.states:
                raise Refused(400, "No case found")
        saved = [
            self._world.save(item.get("case_id") or self._world.new_id(), self._user, item) for item in items
        ]
        return {"xform_id": self._world.new_id(), "cases": [told(one) for one in saved]}

    def _one(self, case_id: str, body: Any, *, new: bool) -> State:
        _check(body, new=new)
        return {"xform_id": self._world.new_id(), "case": told(self._world.save(case_id, self._user, body))}


def _fits(state: State, name: str, wanted: str) -> bool:
    kind, _, rest = name.partition(".")
    if name in _EXACT:
        return bool(state[name] == wanted)
    if name == "closed":
        return bool(state["closed"]) == (wanted == "true")
    if kind == "properties" and rest:
        return bool(state["properties"].get(rest, "") == wanted)
    if kind == "indices" and rest:
        return bool(state["indices"].get(rest, {}).get("case_id") == wanted)
    if kind in _TIMES and rest in _COMPARE:
        return state[kind] is not None and _COMPARE[rest](state[kind], wanted)
    raise Refused(400, f"'{name}' is not a valid parameter")


def _check(given: Any, *, new: bool) -> None:
    if not isinstance(given, dict):
        raise Refused(400, "Payload must be an object")
    for name in _REQUIRED:
        value = given.get(name, "" if new else "x")
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST:
            raise Refused(400, f"Property {name} is required.")
    properties, indices = given.get("properties", {}), given.get("indices", {})
    if odd := [name for name, value in properties.items() if not isinstance(value, str)]:
        raise Refused(400, f"Error with property '{odd[0]}': values must be strings")
    if odd := [name for name in (*properties, *indices) if not _NAME.fullmatch(name)]:
        raise Refused(400, f"'{odd[0]}' is not a valid name")
    if not isinstance(given.get("close", False), bool):
        raise Refused(400, "close must be a boolean")
