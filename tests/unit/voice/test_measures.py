"""Precision, recall, F1, kappa and confusion, by hand-made figures."""

import pytest

from lif_plugin.voice.measures import agreement, kappa, overall_agreement
from lif_plugin.voice.values import Overall


def test_precision_recall_and_f1() -> None:
    found = agreement([(True, True)] * 6 + [(False, True)] * 2 + [(True, False)] * 4 + [(False, False)] * 8)
    assert (found.precision, found.recall) == (0.75, 0.6)
    assert found.f1 == pytest.approx(2 / 3)


def test_kappa_takes_chance_off() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_nothing_to_find_has_no_recall() -> None:
    assert agreement([(False, False)]).recall is None


def test_a_value_never_found_counts_nought_in_the_mean() -> None:
    found = overall_agreement([(Overall.GAP, Overall.GAP), (Overall.HEARD, Overall.GAP)])
    assert found.macro_f1 == pytest.approx(1 / 3)
    assert found.confusion == {("gap", "gap"): 1, ("heard", "gap"): 1}
