"""What can go wrong in talking with Tryton, one class per thing a caller can do about it.

No message holds what was sent or answered: both may be a person's data.
"""

from lif_plugin.errors import GiveUp, SignInRefused, TryLater


class KeyRefused(SignInRefused):
    """Tryton refused the key of the user application."""

    code = "tryton_key_refused"
    hint = "Make a key in Tryton as the adapter's README says, name its file to `lif connect`, then it runs again."


class NotThere(GiveUp):
    """Tryton tells of no such patient: there is none, none with an assessment, or the person is of age."""

    code = "tryton_not_there"
    hint = "Nothing is shown there; the record is followed again should that change."


class NotTaken(GiveUp):
    """Tryton did not take what was sent."""

    code = "tryton_not_taken"
    hint = "The module in Tryton is older or newer than this adapter: install both from one release."


class Unreachable(TryLater):
    """No answer came from Tryton; whether the request was carried out is not known."""

    code = "tryton_unreachable"
    hint = "Check the address and the network. What is written is looked for before it is written again."


class ServerFault(TryLater):
    """Tryton failed at this request."""

    code = "tryton_server_fault"
    hint = "It is tried again by itself; trytond's own log says why it failed."


class OddAnswer(TryLater):
    """The answer is not one that the module lif_prompts gives."""

    code = "tryton_odd_answer"
    hint = (
        "Check that the address is Tryton's own and that the module lif_prompts is active in this database."
    )


class ForgedHint(GiveUp):
    """A webhook came without a signature by the key that was agreed, or was sent long ago."""

    code = "tryton_forged_hint"
    hint = "Compare the key that trytond.conf names with the connection's; polls find what changed meanwhile."
