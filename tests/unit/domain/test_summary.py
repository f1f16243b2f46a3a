"""The median of counted values is that of the values written out."""

from collections import Counter
from statistics import median as plain_median

from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.summary import median


@given(st.lists(st.integers(0, 400), min_size=1))
def test_median_is_that_of_the_values_written_out(values: list[int]) -> None:
    assert median(Counter(values)) == plain_median(values)


def test_of_nothing_there_is_no_median() -> None:
    assert median(Counter()) is None
