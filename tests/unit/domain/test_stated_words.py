"""The words of a note in an event: what is known of the child comes with them, and none is quoted in a refusal."""

import pytest

from lif_plugin.domain.cloud_event import EventRefused
from lif_plugin.domain.reading import Words
from lif_plugin.domain.stated import read_stated

NOTE = {"case": "E-1", "key": "note|1", "day": "2026-03-09"}
KIND = "org.lif-plugin.fact.note"


def test_words_come_with_what_is_known_of_the_child() -> None:
    said = {
        "text": "Saw Amy.",
        "purpose": "see_child",
        "born_on": "2017-02-01",
        "needs": "BSL",
        "names": ["Amy", ""],
    }
    event = read_stated(KIND, {**NOTE, "words": said}).events[0]
    assert event.words == Words("Saw Amy.", "see_child", "", 20170201, "BSL", ("Amy",))
    assert read_stated(KIND, NOTE).events[0].words is None


@pytest.mark.parametrize(
    "words", [{"text": "Flumpwood", "born_on": "soon"}, {"text": "Flumpwood", "Flumpwood": 1}, "Flumpwood"]
)
def test_a_refusal_quotes_no_word(words: object) -> None:
    with pytest.raises(EventRefused) as refused:
        read_stated(KIND, {**NOTE, "words": words})
    assert "Flumpwood" not in f"{refused.value.message} {refused.value.hint} {refused.value.facts}"
