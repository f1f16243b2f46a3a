"""The same thing has another word in another nation, and a framework's own name for its board comes first."""

import pytest

from lif_plugin.domain.agency import NATIONS
from lif_plugin.domain.digest import Counts, body
from lif_plugin.domain.nation import Word, words_in
from lif_plugin.domain.people import people_in
from lif_plugin.domain.viewer import Role
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.web.words import Called, people_in_words, record_in_words


@pytest.mark.parametrize("nation", NATIONS)
def test_every_nation_has_every_word(nation: str) -> None:
    assert words_in(nation).keys() == set(Word)
    assert all(words_in(nation).values())


def test_scotland_has_its_own_words() -> None:
    words = words_in("scotland")
    assert [words[one] for one in (Word.BOARD, Word.CHIEF_OFFICERS, Word.COMPULSORY_MEASURES, Word.SERIOUS_REVIEW)] == [
        "the Child Protection Committee", "the Chief Officers Group", "the Reporter", "learning review",
    ]  # fmt: skip


@pytest.mark.parametrize("framework", framework_ids())
def test_framework_names_its_own_board(framework: str) -> None:
    one = load_framework(framework)
    labels = {body.id: body.label for body in one.governance_bodies}
    assert words_in(one.nation, one)[Word.BOARD] == f"the {labels[one.bodies_called['board']]}"


def test_digest_and_pages_speak_the_nations_words() -> None:
    framework = load_framework("derbyshire_cs_qa")
    people = people_in("england", framework)
    assert "For the DDSCP Board" in body({Role.BOARD: Counts(1, 0, 0)}, "http://lif.example", people)
    assert people_in_words([Role.CHAIR], people_in("scotland")) == "the chair of the planning meeting"
    scottish = Called(people_in("scotland"), words_in("scotland"))
    assert record_in_words("section_47", scottish) == "Child protection investigation"
    assert record_in_words("conference", scottish) == "Child protection planning meeting"
    assert record_in_words("section_47") == "Section 47 enquiry"
