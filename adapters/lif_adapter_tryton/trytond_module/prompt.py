"""A prompt as lif_plugin shows it here, and the buttons by which a worker answers it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateTransition, StateView, Wizard

from .saved import keep

LATELY: Final = timedelta(days=14)
"""How long one that has ended still stands on the form, with what became of it."""
_OPEN: Final = Eval("state") == "open"
_ASKS: Final = Eval("kind") == "prompt"
STATES: Final = [
    ("open", "Waits for you"),
    ("answered", "Answered"),
    ("ended", "Nothing more to do"),
]
ANSWERS: Final = [
    (None, ""),
    ("done", "It was done"),
    ("explained", "It could not be done"),
    ("wrong", "It does not fit"),
    ("seen", "Seen"),
    ("words", "In own words"),
]


def utc() -> datetime:
    """The time as Tryton keeps it: UTC, without saying so."""
    return datetime.now().replace(microsecond=0)  # noqa: DTZ005


def prompts_of(patients: Collection[int], *, ended: bool = False) -> dict[int, list[Any]]:
    """What stands on these patients' forms, the newest first: waiting, or ended a short time ago (or ``ended``: ever)."""
    found: dict[int, list[Any]] = {}
    lately = [] if ended else [["OR", ("state", "=", "open"), ("ended_at", ">=", utc() - LATELY)]]
    for one in Pool().get("lif.prompt").search([("patient", "in", list(patients)), *lately]):
        found.setdefault(one.patient.id, []).append(one)
    return found


def _words_of(answer: str, reason: Any) -> str:
    """What the form says once somebody has answered."""
    said = {"seen": "Seen.", "words": "Written back:"}
    if answer in said:
        return said[answer]
    why = f", for this reason: {reason.name}" if reason else ""
    return f"Answered: {str(dict(ANSWERS)[answer]).lower()}{why}."


class Reason(ModelSQL, ModelView):
    """Why something could not be done."""

    __name__ = "lif.reason"

    name = fields.Char("Reason", required=True, translate=True)
    code = fields.Char("Code", required=True, help="As the rules of lif_plugin name it")


class Prompt(ModelSQL, ModelView):
    """About this record."""

    __name__ = "lif.prompt"

    identity = fields.Char("Identity", required=True, readonly=True)
    patient = fields.Many2One(
        "gnuhealth.patient", "Patient", required=True, readonly=True, ondelete="CASCADE"
    )
    kind = fields.Selection(
        [("prompt", "Question about the record"), ("notice", "Audit notice")],
        "What",
        required=True,
        readonly=True,
    )
    kind_string = kind.translated("kind")
    heading = fields.Function(fields.Char("What and where it stands"), "get_heading")
    text = fields.Text("Text", required=True, readonly=True)
    link = fields.Char("Open the panel", readonly=True, states={"invisible": ~Bool(Eval("link"))})
    state = fields.Selection(STATES, "State", required=True, readonly=True, sort=False)
    state_string = state.translated("state")
    became = fields.Char("What became of it", readonly=True, states={"invisible": _OPEN})
    ended_at = fields.DateTime("Ended", readonly=True, states={"invisible": _OPEN})
    answer = fields.Selection(
        ANSWERS, "Answer", readonly=True, sort=False, states={"invisible": ~Bool(Eval("answer"))}
    )
    reason = fields.Many2One(
        "lif.reason", "Reason", readonly=True, states={"invisible": ~Bool(Eval("reason"))}
    )
    words = fields.Text("Own words", readonly=True, states={"invisible": ~Bool(Eval("words"))})
    answered_by = fields.Many2One("res.user", "By", readonly=True)
    note = fields.Integer("Its note", readonly=True)

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        table = cls.__table__()
        cls._order = [("state", "DESC"), ("id", "DESC")]
        cls._sql_constraints.append(
            ("identity_unique", Unique(table, table.identity, table.patient), "lif_prompts.msg_key_unique")
        )
        asked, told = {"invisible": ~_OPEN | ~_ASKS, "depends": ["state", "kind"]}, {
            "invisible": ~_OPEN | _ASKS, "depends": ["state", "kind"]}  # fmt: skip
        cls._buttons.update({"done": asked, "could_not": asked, "wrong": asked, "seen": told, "reply": told})

    def get_rec_name(self, name: str) -> str:
        """What it is."""
        return str(self.kind_string)

    def get_heading(self, name: str) -> str:
        """What it is and where it stands, in one line."""
        # A notice asks for nothing, so it does not wait.
        state = (
            "for you to know" if (self.kind, self.state) == ("notice", "open") else self.state_string.lower()
        )
        return f"{self.kind_string} – {state}"

    @classmethod
    @ModelView.button
    def done(cls, prompts: list[Any]) -> str:
        """It was done."""
        return cls.take_answer(prompts, "done")

    @classmethod
    @ModelView.button
    def seen(cls, prompts: list[Any]) -> str:
        """The notice was seen."""
        return cls.take_answer(prompts, "seen")

    @classmethod
    @ModelView.button_action("lif_prompts.wizard_explain")
    def could_not(cls, prompts: list[Any]) -> None:
        """Ask why it could not be done."""

    @classmethod
    @ModelView.button_action("lif_prompts.wizard_wrong")
    def wrong(cls, prompts: list[Any]) -> None:
        """Ask what does not fit."""

    @classmethod
    @ModelView.button_action("lif_prompts.wizard_write")
    def reply(cls, prompts: list[Any]) -> None:
        """Ask for words."""

    @classmethod
    def take_answer(
        cls, prompts: list[Any], answer: str, reason: Any = None, words: str | None = None
    ) -> str:
        """Keep the worker's answer, and that it is to be told. The form is read anew after it.

        What was taken back while somebody wrote is answered all the same: lif_plugin keeps that as late. Where somebody
        else was first, the form says so, and what was written stays in it.
        """
        # The buttons' own groups were asked; nobody may write prompts in any other way.
        with Transaction().set_context(_check_access=False):
            found = cls.browse(prompts)
            if any(one.state == "answered" for one in found):
                raise UserError(gettext("lif_prompts.msg_answered"))
            cls.write(found, {
                "state": "answered", "answer": answer, "reason": reason, "words": words or None,
                "became": _words_of(answer, reason), "answered_by": Transaction().user, "ended_at": utc(),
            })  # fmt: skip
            cls.drop_notes(found)
        keep("prompt.answered", lambda: [one.patient.id for one in found])
        return "reload"

    @classmethod
    def drop_notes(cls, prompts: list[Any]) -> None:
        """Remove the notes that called for what has ended: their badge would go on calling."""
        note = Pool().get("ir.note")
        note.delete(note.search([("id", "in", [one.note for one in prompts if one.note])]))

    def answer_text(self) -> str:
        """The answer as lif_plugin reads it: a word of the button or a reason's code, then what was written."""
        first = {"explained": self.reason.code if self.reason else None, "words": None}.get(
            self.answer, self.answer
        )
        return ": ".join(part for part in (first, self.words) if part)


class AnswerAsk(ModelView):
    """Answer."""

    __name__ = "lif.prompt.answer.ask"

    answer = fields.Selection(ANSWERS, "Answer", readonly=True, sort=False)
    reason = fields.Many2One(
        "lif.reason",
        "Why",
        states={"invisible": Eval("answer") != "explained", "required": Eval("answer") == "explained"},
    )
    words = fields.Text(
        "In your own words", states={"required": Eval("answer") == "words"},
        help="Stays within your agency",
    )  # fmt: skip


class _Answering(Wizard):
    """Asks for what belongs to an answer, and keeps it."""

    start_state = "ask"
    answer = "words"
    ask = StateView(
        "lif.prompt.answer.ask",
        "lif_prompts.answer_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Send", "send", "tryton-ok", default=True)],
    )
    send = StateTransition()

    def default_ask(self, names: Any) -> dict[str, Any]:
        """Which button was pressed."""
        return {"answer": self.answer}

    def transition_send(self) -> str:
        """Keep the answer."""
        said = (getattr(self.ask, name, None) for name in ("reason", "words"))
        Pool().get("lif.prompt").take_answer(self.records, self.answer, *said)
        return "end"

    def end(self) -> str:
        """Have the form read anew."""
        return "reload"


class Explain(_Answering):
    """It could not be done."""

    __name__ = "lif.prompt.explain"
    answer = "explained"


class Wrong(_Answering):
    """It does not fit."""

    __name__ = "lif.prompt.wrong"
    answer = "wrong"


class Write(_Answering):
    """Write back."""

    __name__ = "lif.prompt.write"
    answer = "words"
