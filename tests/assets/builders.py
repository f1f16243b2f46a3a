"""Builds a small made-up agency in a store: cases, reviews and results, of invented children only."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson
from sqlalchemy import Connection, insert

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08, VOC_09
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import prompt_id
from lif_plugin.domain.rule import Rule
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_start_ms, numbered_day
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.tables import (
    case_record,
    event,
    import_run,
    nomination,
    rejected_row,
    result,
    review_link,
)
from lif_plugin.store.work import Store

RULES = {rule.id: rule for rule in (VOC_07, VOC_08, VOC_09)}
NOON = 1_700_000_000_000


def viewer(*roles: Role, agency: str = "elmshire", cases: frozenset[str] | None = None) -> Viewer:
    """Somebody of an invented agency."""
    return Viewer(agency, frozenset(roles or {Role.IRO}), "casework", "sam.example", cases)


@dataclass
class Case:
    """A case in the store."""

    id: int
    ref: str
    public_id: str
    source: str


@dataclass
class Record:
    """Fills one agency's record, one unit of work for each call."""

    store: Store
    agency: str = "elmshire"
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    def of(cls, store: Store, agency: str = "elmshire", numbers: Iterator[int] | None = None) -> "Record":
        """Make the agency and return its record."""
        made = cls(store, agency, numbers or count(1))
        with made._write() as connection:
            save_agency(connection, Agency(agency, agency.title(), go_live=20240101), "test")
        return made

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self.store.write(Viewer.system("test", self.agency)) as connection:
            yield connection

    def case(self, ref: str = "E-1001", *, source: str = "ssda903") -> Case:
        """Add a case."""
        public_id = str(uuid.UUID(int=next(self._numbers) << 64))
        values = {"agency_id": self.agency, "source": source, "ref": ref, "public_id": public_id}
        with self._write() as connection:
            made = connection.execute(
                insert(case_record).values(**values, version=1, stale=False, is_open=True, is_held=True)
            )
            key = made.inserted_primary_key
        assert key is not None
        return Case(key[0], ref, public_id, source)

    def review(self, case: Case, day: int, code: str = "PN7", **fields: Any) -> dict[str, Any]:
        """Add a looked-after review."""
        number = next(self._numbers)
        row = {
            "case_id": case.id, "id": number, "agency_id": self.agency, "source": case.source, "scope": "2024",
            "key": f"{case.ref}/review/{day}", "digest": f"{number:032x}", "kind": "review",
            "occurred_at": day_start_ms(numbered_day(day), "Europe/London"), "occurred_day": day, "precision": "day",
            "code": code, "detail": "{}", "origin": f"1:{number}", "import_id": 1, "seen_by": 1,
            "recorded_at": NOON, "live": True,
        } | fields  # fmt: skip
        with self._write() as connection:
            connection.execute(insert(event).values(row))
        return row

    def result(self, case: Case, review: dict[str, Any], rule: Rule = VOC_07, **fields: Any) -> str:
        """Add a result of a rule about a review; returns its id."""
        day = review["occurred_day"]
        number = prompt_id(self.agency, case.source, case.ref, rule.id, review["key"])
        proof = {name: review[name] for name in ("digest", "kind", "code", "key")} | {
            "event": review["id"],
            "day": day,
        }
        row = {
            "case_id": case.id, "id": number, "agency_id": self.agency, "plugin": "voice_of_child", "rule": rule.id,
            "rule_version": rule.version, "subject": review["key"], "state": "gap", "severity": rule.severity.value,
            "delivery": rule.delivery.value, "addressees": f",{','.join(rule.addressees)},",
            "message": rule.message.format(day=f"{numbered_day(day):%-d %B %Y}", text=review["code"]),
            "remedy": rule.remedy, "authority": rule.authority, "evidence": orjson.dumps([proof]).decode(),
            "occurred_day": day, "as_of": 20240331, "config_version": 1, "raised_at": NOON, "updated_at": NOON,
            "told": True,
        } | fields  # fmt: skip
        with self._write() as connection:
            connection.execute(insert(result).values(row))
        return number

    def prompt(self, case: Case, day: int = 20240305, rule: Rule = VOC_07, **fields: Any) -> str:
        """Add a review and the result about it; returns the result's id."""
        return self.result(case, self.review(case, day), rule, **fields)

    def link(self, case: Case) -> None:
        """Propose the case for an audit and for a review."""
        common = {
            "case_id": case.id,
            "agency_id": self.agency,
            "plugin": "test",
            "evidence": "[]",
            "raised_at": NOON,
        }
        with self._write() as connection:
            connection.execute(
                insert(nomination).values(
                    **common, id=str(uuid.uuid4()), trigger="moves", reason="Three moves"
                )
            )
            connection.execute(
                insert(review_link).values(
                    **common,
                    id=str(uuid.uuid4()),
                    review="rapid_review",
                    reason="Serious harm",
                    authority="Guidance",
                )
            )

    def delivery(self, *, rejected: int = 0) -> int:
        """Add a finished import with some refused rows; returns its number."""
        with self._write() as connection:
            made = connection.execute(
                insert(import_run).values(
                    agency_id=self.agency, adapter="ssda903", source="ssda903", scope="2024", complete=True,
                    state="done", basis="declared", files='["reviews.csv"]', coverage='{"covers": [], "parts": null}', rows_read=10,
                    rows_accepted=10 - rejected, rows_rejected=rejected, events=12, started_at=NOON, finished_at=NOON,
                )
            )  # fmt: skip
            key = made.inserted_primary_key
            assert key is not None
            for number in range(rejected):
                connection.execute(
                    insert(rejected_row).values(
                        agency_id=self.agency, import_id=key[0], file="reviews.csv", row=number + 2, field="REVIEW",
                        reason="bad_day", message="REVIEW is no day.", raw="E-9,31/02/2024",
                    )
                )  # fmt: skip
        return int(key[0])
