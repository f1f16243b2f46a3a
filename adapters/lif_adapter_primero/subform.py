"""A subform of our own, which a deployment adds to a form: one row for each prompt, its id the prompt's identity."""

import re
from dataclasses import dataclass
from typing import Any, Final

from lif_plugin.errors import BadSetting

TEXT: Final = "prompt_text"
ANSWER: Final = "prompt_answer"
"""The two text fields of the subform: ours, and the one a worker answers in."""
_PLACE: Final = re.compile(r"(?P<form>[a-z][a-z0-9_]*)/(?P<field>[a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Subform:
    """Where it stands: the form, and the field of the case whose rows are ours."""

    form: str
    field: str


def read_subform(told: Any) -> Subform:
    """Read ``form/subform``. Raises `BadSetting`."""
    found = _PLACE.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        raise BadSetting("subform is no form/subform.", hint="For example lif_prompts/lif_prompts_section.")
    return Subform(found["form"], found["field"])
