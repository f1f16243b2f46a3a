"""FakePrimero as the contract suite for adapters moves a platform, for each way of showing a prompt."""

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from lif_adapter_primero.subform import ANSWER, TEXT
from lif_adapter_primero.testing import PASSWORD, SERVICE, Break, FakePrimero, Fault, LiveTime, SimulatedClock
from lif_adapter_primero.testing.people import Role

NAME = "Ada Inventedname"
NOTE = "Ada told me invented words of her own."
KEY = "a key that was agreed"


class PrimeroBench:
    """One fake Primero and its service account; ``show`` is the connection's setting."""

    def __init__(self, show: str = "flag") -> None:
        self.time = SimulatedClock()
        self.clock = LiveTime(self.time)
        self.fake = FakePrimero(self.time)
        self.show = show
        account = self.fake.add_service()
        self._count = 0
        self.settings: Mapping[str, Any] = {
            "address": self.fake.url,
            "user_name": SERVICE,
            "user_id": account.id,
            "show": show,
            "subform": "lif_prompts/lif_prompts_section",
        }
        self.secrets = {"password": PASSWORD, "webhook_key": KEY}
        if show == "subform":
            self._add_subform()

    def __enter__(self) -> Self:
        self.fake.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fake.__exit__()

    def _add_subform(self) -> None:
        forms = self.fake.world.forms
        forms.add("lif_prompts", "lif_prompts_section", "subform:lif_prompts_rows")
        forms.add("lif_prompts_rows", TEXT, "textarea")
        forms.add("lif_prompts_rows", ANSWER, "textarea")
        granted = {**dict.fromkeys(forms.forms, "r"), "lif_prompts": "rw"}
        role = Role("role-with-write", "group", {"case": ["read", "write"]}, granted)
        self.fake.world.people.users[SERVICE].role = role
        self.fake.world.people.users["primero_cp"].role.forms["lif_prompts"] = "rw"

    def add(self) -> str:
        note = {"unique_id": self.fake.world.new_id(), "note_text": NOTE, "note_created_by": "primero_cp",
                "note_date": "2026-11-01T10:00:00.000Z"}  # fmt: skip
        fields = {"name": NAME, "age": 9, "interview_subject": "caregiver", "notes_section": [note]}
        return self.fake.add_case(fields, at=self.time.now() - 3_600_000)

    def change(self, case_ref: str) -> None:
        self._count += 1
        self.time.sleep(5_000)
        self.fake.save(case_ref, {"protection_concerns": [f"concern_{self._count}"]})

    def touch(self, case_ref: str) -> None:
        self.time.sleep(5_000)
        self.fake.save(case_ref, {"cpims_id": "invented"})

    def rest(self) -> None:
        self.time.sleep(3_600_000)

    def shown(self, case_ref: str) -> int:
        flags = [flag for flag in self.fake.flags(case_ref) if flag["flagged_by"] == SERVICE]
        open_or_answered = [flag for flag in flags if flag.get("unflagged_by") != SERVICE]
        stored = self.fake.case(case_ref)
        notes = [row for row in stored["notes_section"] if row["note_created_by"] == SERVICE]
        return len(open_or_answered) + len(notes) + len(stored.get("lif_prompts_section") or ())

    def answer(self, case_ref: str, text: str) -> None:
        if self.show == "flag":
            [flag] = self.fake.flags(case_ref)
            self.fake.resolve(case_ref, flag["id"], text)
        elif self.show == "subform":
            [row] = self.fake.case(case_ref)["lif_prompts_section"]
            self.fake.save(case_ref, {"lif_prompts_section": [{"unique_id": row["unique_id"], ANSWER: text}]})
        else:
            [ours] = [
                row for row in self.fake.case(case_ref)["notes_section"] if row["note_created_by"] == SERVICE
            ]
            mark = ours["note_text"].rpartition(" ")[2]
            note = {"note_text": f"{text} {mark}", "note_created_by": "primero_cp"}
            self.fake.save(case_ref, {"notes_section": [note]})

    def break_next_write(self, *, done: bool) -> None:
        method = "POST" if self.show == "flag" else "PATCH"
        self.fake.faults.add(Fault(Break.AFTER if done else Break.BEFORE, method=method))

    def requests(self) -> int:
        return len(self.fake.requests)

    def hint(self, case_ref: str) -> tuple[Mapping[str, str], bytes]:
        body = {"data": {"record_id": case_ref, "record_type": "case", "name": NAME}}
        return {"X-Api-Key": KEY, "Content-Type": "application/json"}, json.dumps(body).encode()

    def private(self) -> tuple[str, ...]:
        return (NAME, NOTE)
