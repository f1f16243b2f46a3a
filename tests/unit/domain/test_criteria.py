"""Three values all the way: an unknown is neither met nor unmet, in lists and in whole reviews."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.criteria import Criterion, Part, Standing, all_of, any_of, whole

MET, UNMET, UNKNOWN = Standing.MET, Standing.UNMET, Standing.CANNOT_TELL
STANDINGS = st.lists(st.sampled_from(Standing))
CRITERIA = st.lists(st.builds(Criterion, st.sampled_from(Part), st.just("x"), st.sampled_from(Standing)))


@pytest.mark.parametrize(
    ("standings", "every", "some"),
    [
        ((), MET, UNMET),
        ((MET, MET), MET, MET),
        ((MET, UNMET), UNMET, MET),
        ((MET, UNKNOWN), UNKNOWN, MET),
        ((UNMET, UNMET), UNMET, UNMET),
        ((UNMET, UNKNOWN), UNMET, UNKNOWN),
        ((UNKNOWN, UNKNOWN), UNKNOWN, UNKNOWN),
    ],
)
def test_truth_table_of_lists(standings: tuple[Standing, ...], every: Standing, some: Standing) -> None:
    assert (all_of(standings), any_of(standings)) == (every, some)


def _whole(every: str, some: str, always: str) -> Standing:
    """Each list as a word of m(et), u(nmet), and ? for what cannot be told."""
    value = {"m": MET, "u": UNMET, "?": UNKNOWN}
    lists = zip((Part.ALL_OF, Part.ANY_OF, Part.ALWAYS_WHEN), (every, some, always), strict=True)
    return whole(Criterion(part, "x", value[letter]) for part, word in lists for letter in word)


@pytest.mark.parametrize(
    ("every", "some", "always", "together"),
    [
        ("m", "mu", "", MET),
        ("m", "uu", "", UNMET),
        ("m", "u?", "", UNKNOWN),
        ("?", "m", "", UNKNOWN),
        ("?", "u", "", UNMET),
        ("u", "m", "u", UNMET),
        ("u", "m", "m", MET),
        ("u", "m", "?", UNKNOWN),
        ("m", "", "", MET),
        ("", "u", "", UNMET),
        ("", "", "u", UNMET),
        ("", "", "um", MET),
        ("", "", "", UNKNOWN),
    ],
)
def test_truth_table_of_a_whole_review(every: str, some: str, always: str, together: Standing) -> None:
    assert _whole(every, some, always) is together


@given(STANDINGS)
def test_what_is_known_is_so_whatever_the_unknowns_turn_out_to_be(standings: list[Standing]) -> None:
    unknown = [place for place, one in enumerate(standings) if one is UNKNOWN][:6]
    for logic in (all_of, any_of):
        outcomes = set()
        for values in product((MET, UNMET), repeat=len(unknown)):
            filled = dict(zip(unknown, values, strict=True))
            outcomes.add(logic(filled.get(place, one) for place, one in enumerate(standings)))
        if logic(standings) is not UNKNOWN:
            assert outcomes == {logic(standings)}


@given(STANDINGS)
def test_all_and_any_mirror_each_other(standings: list[Standing]) -> None:
    turned = {MET: UNMET, UNMET: MET, UNKNOWN: UNKNOWN}
    assert all_of(standings) is turned[any_of(turned[one] for one in standings)]


@given(CRITERIA, st.data())
def test_meeting_one_more_criterion_never_makes_a_review_unmet(
    criteria: list[Criterion], data: st.DataObject
) -> None:
    if not criteria:
        return
    order = [UNMET, UNKNOWN, MET]
    place = data.draw(st.integers(0, len(criteria) - 1))
    raised = [
        Criterion(one.part, one.text, MET) if number == place else one for number, one in enumerate(criteria)
    ]
    assert order.index(whole(raised)) >= order.index(whole(criteria))


@given(CRITERIA)
def test_the_order_of_criteria_does_not_matter(criteria: list[Criterion]) -> None:
    assert whole(criteria) is whole(list(reversed(criteria)))
