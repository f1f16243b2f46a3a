"""Serving: what is made ready before the first request."""

import gc
from collections.abc import Iterator

import pytest

from lif_plugin.voice import Lexicon
from lif_plugin.web.server import settle


@pytest.fixture
def thawed() -> Iterator[None]:
    """The collector, put back as it was."""
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_lexicon_is_read_before_the_first_note_and_left_out_of_collections() -> None:
    settle()
    assert gc.get_freeze_count() > 1_000
    lexicon = Lexicon.default()
    assert not any(thing is lexicon for thing in gc.get_objects())
