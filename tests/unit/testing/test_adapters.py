"""The contract suite passes an adapter that keeps its promises, and each fault is found by the check it breaks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lif_plugin.domain.record import Coverage, Delivery, Event, Item, Row
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import Adapter, ExamineOptions
from lif_plugin.testing import Samples, check_adapter, checks_for
from tests.assets.notebook import Notebook

FAULTS = {
    "cases_parse": ("loses a case", "wrong kind"),
    "a_repeat_gives_the_same_keys": ("lives otherwise",),
    "a_backfill_says_what_the_feed_said": ("key of a value",),
    "moved_is_not_changed": ("moved is changed", "echoes"),
    "nonsense_is_a_typed_error": ("stumbles", "loses an odd cursor"),
    "settings_are_checked_before_anything_is_sent": ("connects", "takes anything"),
    "a_refused_sign_in_is_sent_once": ("insists",),
    "nothing_secret_or_private_is_told": ("tells its key", "logs words"),
    "a_prompt_is_written_once": ("does not look",),
    "an_answer_comes_back_once": ("answers twice", "forgets answers"),
    "only_what_is_unanswered_is_taken_back": ("takes answers back",),
    "a_hint_needs_its_proof": ("trusts anybody",),
}
CHECKS = {check.__name__: check for check in checks_for(Notebook().adapter())}


def test_an_adapter_that_keeps_its_promises_passes() -> None:
    assert set(check_adapter(Notebook().adapter(), Notebook)) == set(FAULTS)


@pytest.mark.parametrize(
    ("check", "fault"), [(name, one) for name, faults in FAULTS.items() for one in faults]
)
def test_each_fault_is_found_by_its_check(check: str, fault: str) -> None:
    book = Notebook(fault)
    with pytest.raises((AssertionError, KeyError)):
        CHECKS[check](book.adapter(), book)


def test_all_that_does_not_hold_is_named_at_once() -> None:
    def bench() -> Notebook:
        return Notebook("answers twice", "trusts anybody")

    with pytest.raises(AssertionError) as found:
        check_adapter(bench().adapter(), bench)
    assert {"an_answer_comes_back_once", "a_hint_needs_its_proof"} <= {
        line.partition(":")[0] for line in str(found.value).splitlines()
    }


def visits_adapter(*faults: str) -> Adapter:
    """A small adapter of files, with faults to put into it."""
    reads = 0

    def examine(paths: Any, options: ExamineOptions) -> Delivery:
        text = Path(paths[0]).read_text(errors="ignore")
        if not text.startswith("visits") and "takes all" not in faults:
            raise ValueError(text) if "stumbles" in faults else UnreadableInput("These are no visits.")
        coverage = (Coverage("visit", 20_260_101, 20_260_131),)
        expected = 5 if "miscounts" in faults else None
        return Delivery("ours", "visits", coverage, "as told", (str(paths[0]),), expected)

    def read(delivery: Delivery) -> Iterator[Item]:
        nonlocal reads
        reads += 1
        if "logs rows" in faults:
            import logging

            logging.getLogger("ours").debug("row of %s", "child-000001")
        key = f"visit|{reads}" if "counts keys" in faults else "visit|1"
        kind = "note" if "wrong kind" in faults else "visit"
        yield Row(delivery.files[0], 1, (Event(kind, "child-000001", key, 20_260_105, {}, {}),))

    return Adapter("ours", "Our visits", "ours", frozenset({"visit"}), examine, read)


@pytest.fixture
def samples(tmp_path: Path) -> Samples:
    (tmp_path / "visits.csv").write_text("visits\n")
    return Samples([[tmp_path / "visits.csv"]])


def test_an_adapter_of_files_that_keeps_its_promises_passes(samples: Samples) -> None:
    assert len(check_adapter(visits_adapter(), samples)) == 5


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("wrong kind", "samples_parse"),
        ("miscounts", "every_row_is_accounted_for"),
        ("counts keys", "a_repeat_gives_the_same_keys"),
        ("takes all", "an_unknown_file_is_a_typed_error"),
        ("stumbles", "an_unknown_file_is_a_typed_error"),
        ("logs rows", "no_row_is_logged"),
    ],
)
def test_each_fault_of_an_adapter_of_files_is_found(samples: Samples, fault: str, check: str) -> None:
    with pytest.raises(AssertionError, match=check):
        check_adapter(visits_adapter(fault), samples)


def test_without_samples_nothing_is_shown() -> None:
    with pytest.raises(AssertionError, match="no samples"):
        check_adapter(visits_adapter(), Samples([]))
