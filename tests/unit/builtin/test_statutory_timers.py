"""The files of timers: what each must say, what a mistake in one is called, and that none is left out."""

from pathlib import Path

import pytest

from lif_plugin.builtin.statutory_timers import TIMERS
from lif_plugin.builtin.statutory_timers.loading import load_timers
from lif_plugin.domain.timer import InvalidTimer

WHOLE = """
[[timer]]
id = "X-1"
title = "Meet"
nations = ["england"]
strength = "G"
source = "Our guidance"
clock_start = "the enquiry"
allows = "5 working days"
[[timer.step]]
what = "Meet"
starts = [{ kind = "section_47" }]
done = [{ kind = "conference", held = ["yes"] }]
limit = "5 working days"
"""


def _loaded(folder: Path, text: str) -> str:
    file = folder / "ours.toml"
    file.write_text(text)
    with pytest.raises(InvalidTimer) as refused:
        load_timers(file)
    return refused.value.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('limit = "5 working days"', 'limit = "5 wd"', "limit: a limit is written as 15 working days"),
        ('source = "Our guidance"\n', "", "source is missing"),
        ('title = "Meet"', 'titel = "Meet"', "there is no key titel. Did you mean title?"),
        ('strength = "G"', 'strength = "X"', "strength is S, G or L"),
        ('{ kind = "section_47" }', '{ code = ["CP"] }', "starts: a fact without its kind"),
        ('held = ["yes"]', 'held = "yes"', "done: the values of a column are a list of texts"),
        (
            'kind = "section_47"',
            'kind = "section_74"',
            "names the kind of event 'section_74', which does not exist",
        ),
        (
            'limit = "5',
            'valid_from = "2024"\nlimit = "5',
            "valid_from is a date, written 2018-06-29 without quotes",
        ),
        ('what = "Meet"\n', "", "a step without what"),
        ('kind = "section_47"', 'kind = "section_47", edge = "middle"', "edge is start or end"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    message = _loaded(tmp_path, WHOLE.replace(old, new, 1))
    assert message.startswith("ours.toml, timer X-1")
    assert said in message


def test_a_timer_stands_once_in_a_file(tmp_path: Path) -> None:
    assert "a change of law is another step" in _loaded(tmp_path, WHOLE + WHOLE)


def test_every_timer_of_the_field_guide_is_there_once() -> None:
    wanted = (
        [f"T-{number:02}" for number in range(1, 35)]
        + ["T-02b"]
        + [f"S-{number:02}" for number in range(1, 12)]
    )
    assert sorted(one.id for one in TIMERS) == sorted(wanted)


def test_a_timer_counts_in_one_nation_only() -> None:
    assert {(one.id[0], one.nations) for one in TIMERS} == {("T", ("england",)), ("S", ("scotland",))}


def test_those_to_be_read_in_the_primary_text_first_are_marked() -> None:
    marked = {one.id for one in TIMERS if one.read_first}
    assert marked == {
        "T-04", "T-05", "T-06", "T-09", "T-10", "T-11", "T-12", "T-13", "T-17", "T-18", "T-25", "T-32", "T-34",
        "S-08", "S-09", "S-11",
    }  # fmt: skip
