"""What can go wrong in talking with CommCare HQ, one class per thing a caller can do about it.

The house acts by their roots: `TryLater`, `GiveUp`, `SignInRefused`, `BadSetting`.
No message holds what was sent or answered: both may be a child's data. CommCare's own error sentences quote values,
so they are never repeated.
"""

from lif_plugin.errors import BadSetting, GiveUp, SignInRefused, TryLater


class KeyRefused(SignInRefused):
    """CommCare refused the API user's name and key."""

    code = "commcare_key_refused"
    hint = "A key works only on the server it was made on. Mend the settings, then it runs again."


class NotAllowedThere(GiveUp):
    """CommCare does not let the API user do this."""

    code = "commcare_not_allowed"
    hint = "Compare the user's role, the key's project space and addresses, and the plan with the adapter's README."


class NotThere(GiveUp):
    """CommCare has no such case, or it is not one of a child."""

    code = "commcare_not_there"
    hint = "It was removed there, or is of another case type than the map says."


class NotTaken(GiveUp):
    """CommCare did not take what was sent."""

    code = "commcare_not_taken"
    hint = "Compare prompt_type and prompt_index with the app, and the map with its case types."


class Busy(TryLater):
    """CommCare asks to be left alone for a while."""

    code = "commcare_busy"
    hint = "It is tried again by itself once the time it named has passed."


class ServerFault(TryLater):
    """CommCare failed at this request."""

    code = "commcare_server_fault"
    hint = "It is tried again by itself; the server's status page says whether it is known."


class Unreachable(TryLater):
    """No answer came from CommCare; whether the request was carried out is not known."""

    code = "commcare_unreachable"
    hint = "Check the address and the network. What is written is looked for before it is written again."


class OddAnswer(TryLater):
    """The answer is not one that the Case API gives."""

    code = "commcare_odd_answer"
    hint = "Check that the address is CommCare's own and not a page before it."


class OddCase(TryLater):
    """A case holds something that its map says is a day, and it is none."""

    code = "commcare_odd_case"
    hint = "Compare the map's date_format with what the app writes, or mend the case."


class BadMap(BadSetting):
    """The map of case types and properties does not hold together."""

    code = "commcare_bad_map"
    hint = "Mend the place that is named; the adapter's README shows a whole map."


class ForgedHint(GiveUp):
    """A forwarded case came without what was agreed for signing in."""

    code = "commcare_forged_hint"
    hint = "Compare the connection's sign-in in Project Settings with webhook_key; polls find what changed meanwhile."
