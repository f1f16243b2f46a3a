"""Plays recorded exchanges with a real Primero again, against the fake, and says where the answers differ."""

import functools
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx

from lif_adapter_primero.testing import PASSWORD, FakePrimero, SimulatedClock
from lif_adapter_primero.times import parse_time

FOLDER = Path(__file__).parent / "primero_recorded"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHORT = re.compile(r"[0-9a-f]{7}")
_NEAR_MS = 2_000


@dataclass
class Recorded:
    """One recorded exchange: its file, its number there, and what was asked and answered."""

    name: str
    line: dict[str, Any]

    @property
    def method(self) -> str:
        return str(self.line["request"].partition(" ")[0])

    @property
    def path(self) -> str:
        return str(self.line["request"].partition(" ")[2])


def exchanges() -> list[Recorded]:
    """All recorded exchanges in order of time; summaries of repeated runs and deliveries are not among them."""
    found, at = [], 0
    for file in sorted(FOLDER.glob("*.jsonl")):
        for text in file.read_text("utf-8").splitlines():
            line = json.loads(text)
            if "request" in line:
                # What was answered without a cookie tells no time: it belongs to the one before.
                at = line.get("at", at)
                found.append((at, Recorded(f"{file.name[:2]} {line['n']}", line)))
    return [recorded for _, recorded in sorted(found, key=lambda pair: pair[0])]


@functools.cache
def notes(name: str) -> dict[str, Any]:
    """One of the two files beside the recordings, by its name."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def between(replay: "Replay", name: str) -> None:
    """Let happen what happened on the real server just before this exchange, but was not recorded."""
    for told in notes("between").get("before", ()):
        if told["exchange"] == name:
            replay.happen(told)


@dataclass
class Replay:
    """A run through the recordings: which id of theirs is which of the fake's, and the sessions signed in."""

    fake: FakePrimero
    clock: SimulatedClock
    client: httpx.Client
    ids: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    sessions: list[dict[str, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def happen(self, told: dict[str, Any]) -> None:
        """Make cases, edit them, flag them, or change an account, as ``between.toml`` says."""
        usual = parse_time(told.get("at")) or self.clock.now()
        for number in range(told.get("others", 0)):
            self.others.append(self._enter({"name": "Other"}, usual + number * 10))
        for fields in told.get("cases", ()):
            self._enter(fields, usual)
        world = self.fake.world
        world.flag_number = told.get("flag_number", world.flag_number)
        for flag in told.get("flags", ()):
            self.clock.set(parse_time(flag["at"]) or usual)
            body = {name: flag[name] for name in ("message", "date") if name in flag}
            case_id = self.ids.get(flag["case"], flag["case"])
            self._as(flag["by"], "POST", f"cases/{case_id}/flags", body)
        for save in told.get("saves", ()):
            self.clock.set(parse_time(save["at"]) or usual)
            fields = {name: value for name, value in save.items() if name not in {"case", "at"}}
            case_id = self.others[-1] if save["case"] == "@other" else save["case"]
            self._as("primero_cp", "PATCH", f"cases/{self.ids.get(case_id, case_id)}", fields)
        for case_id in told.get("notes", ()):
            note = [{"unique_id": world.new_id(), "note_subject": "race", "note_text": "race"}]
            self._as("svc_prompts", "PATCH", f"cases/{case_id}", {"notes_section": note}, "add_note")
        if alert := told.get("alert"):
            found = world.cases[self.ids[alert["case"]]].alerts
            self.ids[alert["id"]] = found[0]["unique_id"]
        for role, permissions in told.get("permissions", {}).items():
            world.people.roles[role].permissions |= permissions
        for role, scope in told.get("scopes", {}).items():
            world.people.roles[role].scope = scope
        self.sessions += [self._log_in(told["log_in"]) for _ in range(told.get("times", 0))]
        if "session" in told:
            self.cookies = dict(self.sessions[told["session"]])

    def _enter(self, fields: dict[str, Any], usual: int) -> str:
        self.clock.set(parse_time(fields.get("at")) or usual)
        case_id = fields.get("id") or self.fake.world.new_id()
        given = {name: value for name, value in fields.items() if name not in {"id", "at", "owner"}}
        if "owner" in fields:
            return self.fake.add_case(given, fields["owner"])
        self._as("primero_cp", "POST", "cases", {"id": case_id, "module_id": "primeromodule-cp", **given})
        if "short_id" in given:
            self.ids[given["short_id"]] = self.fake.case(case_id)["short_id"]
        return case_id

    def _as(self, user: str, method: str, path: str, data: dict[str, Any], action: str = "") -> None:
        url = f"{self.fake.url}/api/v2/{path}"
        body = {"data": data} | ({"record_action": action} if action else {})
        self.client.request(method, url, auth=(user, PASSWORD), json=body).raise_for_status()

    def _log_in(self, user: str) -> dict[str, str]:
        secure = {"X-Forwarded-Proto": "https"}
        given = self.client.get(f"{self.fake.url}/api/v2/identity_providers", headers=secure)
        token = given.headers["set-cookie"].partition("=")[2].partition(";")[0]
        headers = {**secure, "Cookie": f"CSRF-TOKEN={token}", "X-CSRF-Token": unquote(token)}
        body = {"user": {"user_name": user, "password": PASSWORD}}
        answer = self.client.post(f"{self.fake.url}/api/v2/tokens", json=body, headers=headers)
        pairs = (header.partition(";")[0].partition("=") for header in answer.headers.get_list("set-cookie"))
        return {name: value for name, _, value in pairs}

    def play(self, recorded: Recorded) -> list[str]:
        """Ask what was asked and list where the answer differs."""
        self.clock.set(self._time(recorded.line))
        answer = self._ask(recorded)
        return self._compare(recorded.line, answer)

    def _time(self, line: dict[str, Any]) -> int:
        """When the answer was given, as near as it tells."""
        answer = line.get("answer")
        data = answer.get("data") if isinstance(answer, dict) else None
        record = data.get("record", data) if isinstance(data, dict) else None
        written = not line["request"].startswith("GET")
        if written and isinstance(record, dict) and (told := parse_time(record.get("last_updated_at"))):
            return told
        return int(line.get("at", self.clock.now() / 1000) * 1000)

    def _ask(self, recorded: Recorded) -> httpx.Response:
        line = recorded.line
        headers = {"Accept": "application/json"} | (
            {} if line.get("plain") else {"X-Forwarded-Proto": "https"}
        )
        auth = None
        if "as" in line:
            wrong = "wrong password" in line["note"] and not line["note"].startswith("then")
            auth = (line["as"], "a wrong one" if wrong else PASSWORD)
        if "authorization" in line:
            headers["Authorization"] = line["authorization"]
        for name, value in line.get("headers", {}).items():
            headers[name] = self._header(name, value)
        body = line.get("body")
        content = None
        if body is not None:
            text = body if isinstance(body, str) else json.dumps(body)
            content = self._translated(text).replace("<password>", PASSWORD).encode()
            headers.setdefault("Content-Type", "application/json")
        url = self.fake.url + self._translated(recorded.path)
        return self.client.request(recorded.method, url, auth=auth, headers=headers, content=content)

    def _header(self, name: str, value: str) -> str:
        if name == "Cookie":
            return "; ".join(f"{key}={kept}" for key, kept in self.cookies.items())
        if name == "X-CSRF-Token":
            return unquote(self.cookies["CSRF-TOKEN"])
        return self.tags.get(value, value)

    def _translated(self, text: str) -> str:
        """A recorded text with the fake's ids for theirs."""
        text = _UUID.sub(lambda found: self.ids.get(found[0], found[0]), text)
        return re.sub(r"(?<==)[0-9a-f]{7}(?=&|$)", lambda found: self.ids.get(found[0], found[0]), text)

    def _compare(self, line: dict[str, Any], answer: httpx.Response) -> list[str]:
        for header in answer.headers.get_list("set-cookie"):
            name, _, rest = header.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if "etag" in line:
            self.tags[line["etag"]] = answer.headers["etag"]
        if answer.status_code != line["status"]:
            return [f"status {answer.status_code}, recorded {line['status']}: {answer.text[:300]}"]
        told = {name: answer.headers.get(name) for name in line.get("answer_headers", {})}
        found = [] if told == line.get("answer_headers", {}) else [f"headers {told}"]
        expected = line.get("answer")
        if line.get("part"):
            return found + list(self._missing("", expected, answer.json()))
        if isinstance(expected, dict) and "_text" in expected:
            return found + ([] if answer.text == expected["_text"] else [f"text {answer.text!r}"])
        if expected is None:
            return found + ([] if not answer.content else [f"a body: {answer.text[:200]}"])
        given: Any = answer.json() if answer.content else None
        if line["request"].startswith("GET /api/v2/flags?") and answer.is_success:
            # Flags of one date come in no order of their own.
            expected, given = _by_number(expected), _by_number(given)
        return found + list(self._differences("", expected, given))

    def _differences(self, where: str, expected: Any, actual: Any) -> Iterator[str]:
        if isinstance(expected, dict) and isinstance(actual, dict):
            expected = {name: value for name, value in expected.items() if not name.startswith("_trimmed")}
            if expected.keys() != actual.keys():
                missing, more = expected.keys() - actual.keys(), actual.keys() - expected.keys()
                yield f"{where}: without {sorted(missing)}, with {sorted(more)}"
            for name in expected.keys() & actual.keys():
                yield from self._differences(f"{where}/{name}", expected[name], actual[name])
        elif isinstance(expected, list) and isinstance(actual, list):
            if where.endswith("/record_changes"):
                # Each is an object of one field; the server gives them in its database's order.
                expected = [dict(sorted(pair for one in expected for pair in one.items()))]
                actual = [dict(sorted(pair for one in actual for pair in one.items()))]
            if len(expected) != len(actual):
                yield f"{where}: {len(actual)} entries, recorded {len(expected)}"
            for number, (one, other) in enumerate(zip(expected, actual, strict=False)):
                yield from self._differences(f"{where}/{number}", one, other)
        elif not self._same(expected, actual):
            yield f"{where}: {actual!r}, recorded {expected!r}"

    def _missing(self, where: str, expected: Any, actual: Any) -> Iterator[str]:
        """What of a recording that is kept in part only is not in the answer; lists are by name."""
        if isinstance(expected, dict):
            for name, value in expected.items():
                yield from self._missing(f"{where}/{name}", value, actual.get(name))
        elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
            key = next(name for name in ("unique_id", "name", "resource") if name in expected[0])
            there = {one[key]: one for one in actual}
            for one in expected:
                yield from self._missing(f"{where}/{one[key]}", one, there.get(one[key], {}))
        elif isinstance(expected, list):
            if lost := set(expected) - set(actual):
                yield f"{where}: without {sorted(lost)}"
        elif expected != actual:
            yield f"{where}: {actual!r}, recorded {expected!r}"

    def _same(self, expected: Any, actual: Any) -> bool:
        if expected == actual or not isinstance(expected, str) or not isinstance(actual, str):
            return bool(expected == actual and type(expected) is type(actual))
        then, now = parse_time(expected), parse_time(actual)
        if then is not None and now is not None:
            return abs(then - now) <= _NEAR_MS
        for shape in (_UUID, _SHORT):
            if shape.fullmatch(expected) and shape.fullmatch(actual):
                return self.ids.setdefault(expected, actual) == actual
        return self._translated(expected) == actual


def _by_number(page: Any) -> Any:
    return {**page, "data": sorted(page["data"], key=lambda flag: int(flag["id"]))}
