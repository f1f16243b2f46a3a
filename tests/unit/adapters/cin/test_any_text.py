"""Whatever a census holds: no row is lost, reading is repeatable, keys are unique, order does not matter."""

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from lif_adapter_cin.dictionary import blocks
from tests.unit.adapters.cin.reading import Reading, census, read_files

TEXTS = st.one_of(
    st.sampled_from(["", "A1", "A2", "A1#2", "A1|-", "1", "true", "N1", "RC2", "24A", "21", "COMM", "NONE", "RB",
                     "2023-05-02", "2023-05-03", "03/05/2023", "2023-02-30", "20230-05-02", "B" * 250]),
    st.text(alphabet=st.sampled_from("A1|#ë &<\u2028'"), max_size=6),
)  # fmt: skip
INSIDE = sorted(blocks()["CINdetails"].holds)
LISTS = {"Assessments": "FactorsIdentifiedAtAssessment", "ChildProtectionPlans": "Reviews"}


def filled(name: str) -> st.SearchStrategy[str]:
    """A block with some of its elements, each with any text, and its list."""
    values = st.lists(st.tuples(st.sampled_from(sorted(blocks()[name].elements)), TEXTS), max_size=6)
    inner = filled(LISTS[name]) if name in LISTS else st.just("")
    return st.builds(lambda found, more: wrapped(name, found, more), values, inner)


def wrapped(name: str, values: Sequence[tuple[str, str]], more: str) -> str:
    inside = "".join(f"<{element}>{escape(text)}</{element}>" for element, text in values)
    return f"<{name}>{inside}{more}</{name}>"


def episodes() -> st.SearchStrategy[str]:
    """An episode with any blocks."""
    held = st.lists(st.sampled_from(INSIDE).flatmap(filled), max_size=4).map("".join)
    values = st.lists(st.tuples(st.sampled_from(sorted(blocks()["CINdetails"].elements)), TEXTS), max_size=6)
    return st.builds(lambda found, more: wrapped("CINdetails", found, more), values, held)


def children() -> st.SearchStrategy[str]:
    who = st.builds(lambda ref, more: f"<ChildIdentifiers><LAchildID>{escape(ref)}</LAchildID>{more}</ChildIdentifiers>",
                    TEXTS, TEXTS.map(lambda text: f"<PersonDeathDate>{escape(text)}</PersonDeathDate>"))  # fmt: skip
    disabled = filled("Disabilities").map(
        lambda inner: f"<ChildCharacteristics>{inner}</ChildCharacteristics>"
    )
    return st.builds("".join, st.tuples(who, disabled, st.lists(episodes(), max_size=3).map("".join)))


def named(child: str) -> str:
    """The child's id as a reader takes it: blanks around it are no part of it."""
    return " ".join(child.split("LAchildID>")[1].removesuffix("</").split())


def read(text: str) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "census.xml")
        path.write_text(text, encoding="utf-8")
        return read_files(path)


@given(st.lists(children(), max_size=4))
def test_every_block_is_taken_or_rejected_and_every_event_fits_its_kind(found: list[str]) -> None:
    text = census(*found)
    reading = read(text)
    counted = sum(text.count(f"<{name}>") for name in ("Child", "CINdetails", *INSIDE))
    assert len(reading.rows) + len(reading.rejected) == counted
    assert all(refused.reason and refused.message for refused in reading.rejected)


@given(st.lists(children(), max_size=4))
def test_reading_is_repeatable_and_keys_are_unique(found: list[str]) -> None:
    once, again = read(census(*found)), read(census(*found))
    assert (once.events, once.rejected, once.notices) == (again.events, again.rejected, again.notices)
    keys = [event.key for event in once.events]
    assert len(set(keys)) == len(keys)


@given(
    st.lists(children(), min_size=2, max_size=6, unique_by=named),
    st.integers(),
)
def test_order_of_children_does_not_change_the_facts(found: list[str], seed: int) -> None:
    mixed = random.Random(seed).sample(found, len(found))
    assert {str(event) for event in read(census(*found)).events} == {
        str(event) for event in read(census(*mixed)).events
    }
