"""Participation codes: what each says of the child's part in a review."""

from lif_plugin.builtin.participation import CODES
from lif_plugin.builtin.voice_of_child import FOUR_AND_OVER, NO_VIEW, UNDER_FOUR, lif_graphql
from lif_plugin.domain.viewer import Role, Viewer


def test_there_are_eight_codes_in_order() -> None:
    assert [code.code for code in CODES] == [f"PN{number}" for number in range(8)]


def test_the_codes_by_which_no_view_was_conveyed_are_those_the_rules_ask_for() -> None:
    assert (
        tuple(code.code for code in CODES if code.views_conveyed is False) == NO_VIEW.values == ("PN4", "PN7")
    )


def test_one_who_stayed_away_may_still_have_been_heard() -> None:
    assert [code.code for code in CODES if code.attended is False and code.views_conveyed] == ["PN5", "PN6"]


def test_every_code_belongs_to_an_age() -> None:
    assert {*UNDER_FOUR, *FOUR_AND_OVER} == {code.code for code in CODES}


def test_the_query_lists_them_for_everybody() -> None:
    [field] = lif_graphql()
    viewer = Viewer("elmshire", frozenset({Role.BOARD}), "reading", "sam.example")
    assert (field.name, list(field.resolve(viewer))) == ("participationCodes", list(CODES))
