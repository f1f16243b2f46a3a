"""What can go wrong in talking with Primero, one class per thing a caller can do about it.

The house acts by their roots: `TryLater`, `GiveUp`, `SignInRefused`, `BadSetting`.
No message holds what was sent or answered: both may be a child's data. The status, the path's kind and field
names are enough.
"""

from lif_plugin.errors import BadSetting, GiveUp, SignInRefused, TryLater


class CredentialsRefused(SignInRefused):
    """Primero refused the account's name and password."""

    code = "primero_credentials_refused"
    hint = "Nothing more is sent with them: six wrong tries lock the account. Mend the settings, then start again."


class NotVisible(GiveUp):
    """The account may not see or do this in Primero."""

    code = "primero_not_visible"
    hint = "Compare the account's role and user groups with the adapter's README; `lif doctor primero` lists what is missing."


class Gone(GiveUp):
    """Primero has no such record."""

    code = "primero_gone"
    hint = "It was removed there, or the address is another server's."


class AlreadyThere(GiveUp):
    """Primero already has a record by this id."""

    code = "primero_already_there"
    hint = "Nothing needs to be written again."


class NotTaken(GiveUp):
    """Primero did not take what was sent: it does not fit its fields."""

    code = "primero_not_taken"
    hint = "Compare the field map with the server's forms: `lif doctor primero`."


class Busy(TryLater):
    """Primero asks to be left alone for a while."""

    code = "primero_busy"
    hint = "It is tried again by itself, each time after a longer wait."


class ServerFault(TryLater):
    """Primero failed at this request."""

    code = "primero_server_fault"
    hint = "It may be a request it cannot take; the path and status are in the log. Tell the hosting team if it stays."


class Unreachable(TryLater):
    """No answer came from Primero; whether the request was carried out is not known."""

    code = "primero_unreachable"
    hint = "Check the address and the network. What is written is looked for before it is written again."


class OddAnswer(TryLater):
    """The answer is not one that Primero gives."""

    code = "primero_odd_answer"
    hint = "Check that the address is Primero's own and not a page before it."


class FilterIgnored(GiveUp):
    """Primero returned what was not asked for: it passes over a filter that it does not know."""

    code = "primero_filter_ignored"
    hint = "The field is renamed, not on a form the account may read, or no filter on this server."


class NotQuiet(TryLater):
    """Somebody saved the case a short time ago; writing now could wipe out what they are about to save."""

    code = "primero_not_quiet"
    hint = "It is tried again by itself once the case has been quiet long enough."


class NotKept(TryLater):
    """What was written was not there when it was read back."""

    code = "primero_not_kept"
    hint = "It is looked for and written again by itself."


class BadFieldMap(BadSetting):
    """The field map does not hold together."""

    code = "primero_bad_field_map"
    hint = "Mend the place that is named; the adapter's README lists the names and the form of a path."


class ForgedHint(GiveUp):
    """A webhook came without the key that was agreed with the hosting team."""

    code = "primero_forged_hint"
    hint = "Compare the key in the settings with the server's; the sweep finds what changed meanwhile."


class NoWayToShow(GiveUp):
    """The account may not write where prompts are to be shown."""

    code = "primero_no_way_to_show"
    hint = "A subform needs the case permission `write` and its form read and write; flags and notes need neither."
