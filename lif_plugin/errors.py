"""Every error a caller can act on: one root, a stable code, a sentence, a hint.

The docstring of a class is its default message; extra facts are attributes. No message ever holds
a child's name, words or identifiers: the facts that point to a row (file, row, field) are enough.
"""

from typing import Any, ClassVar


class LifError(Exception):
    """Something in lif_plugin could not be done."""

    code: ClassVar[str] = "lif"
    hint: str = "See the log for the cause."

    def __init__(self, message: str | None = None, *, hint: str | None = None, **facts: Any) -> None:
        self.message = message or " ".join((type(self).__doc__ or "").split("\n\n", maxsplit=1)[0].split())
        if hint is not None:
            self.hint = hint
        self.facts = facts
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotAllowed(LifError):
    """You may not see or do this."""

    code = "not_allowed"
    hint = "Ask your agency's administrator for a role that allows it."


class TokenRefused(LifError):
    """The token was not accepted."""

    code = "token_refused"
    hint = "Sign in again, or ask for a new token with `lif token`."


class NotFound(LifError):
    """There is no such thing, or it is not yours to see."""

    code = "not_found"
    hint = "Check the reference."


class UnknownAgency(LifError):
    """No agency has this id."""

    code = "unknown_agency"
    hint = "Make it first: `lif init --agency ID`."


class UnknownAdapter(LifError):
    """No installed adapter has this name."""

    code = "unknown_adapter"
    hint = "`lif plugins` lists the adapters that are installed."


class UnreadableInput(LifError):
    """The file cannot be read by this adapter."""

    code = "unreadable_input"
    hint = "Check that it is the file the adapter is for."


class UndoRefused(LifError):
    """This import cannot be undone yet."""

    code = "undo_refused"
    hint = "Undo the later imports of the same source first, the latest first."


class AnswerRefused(LifError):
    """This answer does not fit the prompt."""

    code = "answer_refused"
    hint = "Choose one of the answers the prompt offers."


class DecisionRefused(LifError):
    """This decision on a review cannot be kept like this."""

    code = "decision_refused"
    hint = "Say who recommended, who decided, and why; also for no."


class RecordsOnHold(LifError):
    """Records of this import are on hold for a review."""

    code = "records_on_hold"
    hint = "They can go once the review has been decided with no."


class ChangedMeanwhile(LifError):
    """Somebody changed this meanwhile; nothing of yours was done."""

    code = "changed_meanwhile"
    hint = "Look at it again, and ask with the version that it has now."


class StaleCase(LifError):
    """The case changed while it was being worked on."""

    code = "stale_case"
    hint = "Nothing was written; the step is tried again by itself."


class SchemaBehind(LifError):
    """The database's tables are not those of this version."""

    code = "schema_behind"
    hint = "Run `lif migrate`."


class DatabaseBusy(LifError):
    """Another lif process is working on this SQLite file."""

    code = "database_busy"
    hint = "Let it finish or stop it; use PostgreSQL for more than one process."


class InvalidRule(LifError):
    """A rule does not hold together."""

    code = "invalid_rule"
    hint = "Mend the rule in the plugin that returns it."


class InvalidEvent(LifError):
    """An adapter returned an event that does not fit its kind."""

    code = "invalid_event"
    hint = "Mend the adapter; the rest of its rows are kept."


class PluginFault(LifError):
    """A plugin failed; the others went on."""

    code = "plugin_fault"
    hint = "See `lif plugins` for the fault; mend or disable the plugin."


class BadSetting(LifError):
    """A setting is missing or cannot be used."""

    code = "bad_setting"
    hint = "`lif doctor` lists the settings and where they come from."


class ConfigRefused(LifError):
    """The configuration cannot be used.

    ``facts["faults"]`` lists each one's place, problem and remedy, ``facts["file"]`` names the document.
    """

    code = "config_refused"
    hint = "Mend what is named and check it again with `lif config check`; nothing was changed."


class ApprovalRefused(LifError):
    """This version of the configuration cannot be approved like this."""

    code = "approval_refused"
    hint = "A second person with the right approves it: `lif config history` shows who proposed it."


class TryLater(LifError):
    """The platform could not be reached, or the case may not be touched just now.

    ``facts["due_at"]`` (UTC milliseconds), where known, says from when a new try makes sense.
    """

    code = "try_later"
    hint = "It is tried again by itself."


class GiveUp(LifError):
    """The platform will not take this, however often it is tried."""

    code = "give_up"
    hint = "See `lif outbox list` for the reason; mend it, then `lif outbox retry`."


class SignInRefused(LifError):
    """The platform refused the account we sign in with; nothing more is sent with it."""

    code = "sign_in_refused"
    hint = "Mend the connection's settings: they are then used again."


class SealBroken(LifError):
    """The read log does not match its seal."""

    code = "seal_broken"
    hint = "Keep the database as it is and tell the information governance lead."
