"""Tells the operator's log how prompts are answered: rule and answer, never a case or a person."""

import logging
from collections import Counter
from collections.abc import Sequence

from lif_plugin.domain.prompt import Prompt
from lif_plugin.hooks import hookimpl

_log = logging.getLogger(__name__)


@hookimpl
def lif_prompt_answered(prompts: Sequence[Prompt]) -> None:
    """Log one line for each rule and answer."""
    tally = Counter((prompt.rule, prompt.answer.kind.value) for prompt in prompts if prompt.answer)
    for (rule, answer), count in sorted(tally.items()):
        _log.info("answered rule=%s answer=%s count=%d", rule, answer, count)
