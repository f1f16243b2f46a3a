"""Themes: what touches them, and merges that never go in a circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.theme import THEMES, MergeRefused, counted_as, require_mergeable, touches

WORDS = st.sampled_from("abcdef")


def test_every_shipped_theme_is_touched_by_kinds_that_exist() -> None:
    assert all(theme.kinds and theme.kinds <= KINDS.keys() for theme in THEMES.values())


def test_record_touches_a_theme_by_its_events_or_its_open_prompts() -> None:
    assert touches("missing", {"missing"}, ())
    assert not touches("missing", {"review"}, {"VOC-08"})
    assert touches("voice_of_child", {"placement"}, {"VOC-08"})


def test_theme_of_the_partnerships_own_may_touch_every_record() -> None:
    assert touches("our_own", (), ())


@given(st.lists(st.tuples(WORDS, WORDS), max_size=20))
def test_every_theme_is_counted_as_one_that_is_not_merged(asked: list[tuple[str, str]]) -> None:
    merges: dict[str, str] = {}
    for theme, kept in asked:
        try:
            require_mergeable(theme, kept, merges)
        except MergeRefused:
            continue
        merges[theme] = kept
    for theme in "abcdef":
        assert counted_as(theme, merges) not in merges


def test_theme_is_merged_once_and_never_with_itself() -> None:
    for theme, kept, merges in (
        ("a", "a", {}),
        ("a", "b", {"a": "c"}),
        ("a", "b", {"b": "a"}),
        ("a", " ", {}),
    ):
        with pytest.raises(MergeRefused):
            require_mergeable(theme, kept, merges)
