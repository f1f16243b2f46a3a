"""From the labels of a note to its overall reading."""

from lif_plugin.voice.values import Finding, Overall


def overall(
    labels: dict[str, Finding], *, direct: bool, preverbal: bool, planned: bool
) -> tuple[Overall, str]:
    """Overall and one sentence of why.

    `direct` is whether the child's view reached the record without an adult in between, `preverbal` whether
    observation is the child's voice, `planned` whether a good reason comes with a definite plan to hear the child.
    """
    if not labels["voice_expected"].value:
        return Overall.NOT_APPLICABLE, "An administrative entry, in which no voice is expected."
    views = bool(labels["own_words"].value or labels["wishes_feelings"].value)
    seen_doing = bool(labels["observation"].value)
    used = bool(labels["interpretation"].value or labels["response"].value)
    if used and ((views and direct) or (preverbal and seen_doing)):
        return Overall.HEARD, "The child's own view is there, and it is given meaning or answered."
    if views and not direct:
        return Overall.PARTIAL, "The child's view reaches the record only through others."
    if views:
        return Overall.PARTIAL, "The child's view is there, with no meaning and no answer given to it."
    if seen_doing:
        return (
            Overall.PARTIAL,
            "The child was watched closely, but no view was obtained or nothing was made of it.",
        )
    if labels["reason_if_absent"].value and planned:
        return (
            Overall.PARTIAL,
            "The views are missing for a good reason, with a definite plan to hear the child.",
        )
    return Overall.GAP, "Nothing of the child's own is recorded."
