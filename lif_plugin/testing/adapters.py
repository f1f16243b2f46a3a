"""The contract suite for adapters, of files or live, of anybody: which checks there are, and running them all."""

from collections.abc import Callable
from typing import Final, overload

from lif_plugin.hooks.live import Can, LiveAdapter
from lif_plugin.hooks.types import Adapter
from lif_plugin.testing import live_checks as live
from lif_plugin.testing.file_checks import FILE_CHECKS, FileCheck, Samples
from lif_plugin.testing.live_bench import LiveBench
from lif_plugin.testing.live_checks import LiveCheck

_ALWAYS: Final[tuple[LiveCheck, ...]] = (
    live.cases_parse,
    live.a_repeat_gives_the_same_keys,
    live.a_backfill_says_what_the_feed_said,
    live.nonsense_is_a_typed_error,
    live.settings_are_checked_before_anything_is_sent,
    live.a_refused_sign_in_is_sent_once,
)
_BY_WHAT_IT_CAN: Final[dict[Can, tuple[LiveCheck, ...]]] = {
    Can.SHOW: (live.moved_is_not_changed, live.a_prompt_is_written_once),
    Can.ANSWER: (
        live.an_answer_comes_back_once,
        live.only_what_is_unanswered_is_taken_back,
        live.nothing_secret_or_private_is_told,
    ),
    Can.HINT: (live.a_hint_needs_its_proof,),
}


@overload
def checks_for(adapter: Adapter) -> tuple[FileCheck, ...]: ...
@overload
def checks_for(adapter: LiveAdapter) -> tuple[LiveCheck, ...]: ...
def checks_for(adapter: Adapter | LiveAdapter) -> tuple[FileCheck, ...] | tuple[LiveCheck, ...]:
    """The checks an adapter must pass, by what it can do; each takes the adapter and its samples or bench."""
    if isinstance(adapter, Adapter):
        return FILE_CHECKS
    more = tuple(check for can, checks in _BY_WHAT_IT_CAN.items() if can in adapter.can for check in checks)
    return (*_ALWAYS, *more)


@overload
def check_adapter(adapter: Adapter, against: Samples) -> list[str]: ...
@overload
def check_adapter(adapter: LiveAdapter, against: Callable[[], LiveBench]) -> list[str]: ...
def check_adapter(adapter: Adapter | LiveAdapter, against: Samples | Callable[[], LiveBench]) -> list[str]:
    """Run every check, each live one on a fresh bench; gives the names of those that ran.

    Raises AssertionError with all that do not hold, each by its name and what it found.
    """
    wrong: list[str] = []
    ran: list[str] = []
    for check in checks_for(adapter):
        ran.append(check.__name__)
        try:
            _run(check, adapter, against)
        except Exception as error:  # noqa: BLE001  what an adapter raises is what is being found out
            wrong.append(f"{check.__name__}: {type(error).__name__}: {error}")
    assert not wrong, f"adapter {adapter.name} does not hold to\n" + "\n".join(wrong)
    return ran


def _run(check: FileCheck | LiveCheck, adapter: object, against: Samples | Callable[[], LiveBench]) -> None:
    if isinstance(against, Samples):
        check(adapter, against)  # type: ignore[arg-type]  # which checks there are goes by the adapter's kind
        return
    with against() as bench:
        check(adapter, bench)  # type: ignore[arg-type]  # likewise
