"""Bodies on a route: steps in order, parallel bodies, forms, optional ones, and going back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.route import Considered, Standing, Verdict, bodies_of, stand

# Derby's learning and evaluation routes, whose shape has all there is.
LEARNING = (("pib",), ("dmt", "management", "team"), ("supervision", "mip"), ("targeted",))
FORMS = {"targeted": ("mentoring", "development")}
EVALUATION = (("board", "scrutiny"), ("surgeries",), ("workshops",))
NAMES = sorted(bodies_of(LEARNING, FORMS))


def agreed(*bodies: str) -> list[Considered]:
    return [Considered(body, Verdict.AGREED) for body in bodies]


def test_new_item_waits_for_the_first_step() -> None:
    assert stand(LEARNING, []) == Standing(0, 4, ("pib",), (), ())


def test_step_is_done_once_all_its_parallel_bodies_spoke() -> None:
    assert stand(LEARNING, agreed("pib", "dmt", "team")).waiting == ("management",)
    assert stand(LEARNING, agreed("pib", "dmt", "team", "management")).step == 2


def test_any_form_of_a_body_serves_as_its_step() -> None:
    walked = agreed("pib", "dmt", "management", "team", "supervision", "mip", "development")
    assert stand(LEARNING, walked, forms=FORMS).is_walked
    assert not stand(LEARNING, walked).is_walked


def test_early_word_is_kept_and_counts_when_its_step_comes() -> None:
    standing = stand(LEARNING, agreed("mip", "pib"))
    assert (standing.step, standing.early) == (1, ("mip",))
    assert stand(LEARNING, agreed("mip", "pib", "dmt", "management", "team")).waiting == ("supervision",)


def test_optional_step_is_passed_once_a_later_one_spoke() -> None:
    said = agreed("board", "scrutiny")
    assert stand(EVALUATION, said, optional=("surgeries",)).waiting == ("surgeries",)
    assert stand(EVALUATION, [*said, *agreed("workshops")], optional=("surgeries",)).is_walked
    assert stand(EVALUATION, [*said, *agreed("workshops")]).waiting == ("surgeries",)


@pytest.mark.parametrize(
    ("back_to", "step", "waiting"),
    [("dmt", 1, ("dmt", "management", "team")), (None, 2, ("supervision", "mip"))],
)
def test_sent_back_takes_back_that_step_and_all_after_it(
    back_to: str | None, step: int, waiting: tuple[str, ...]
) -> None:
    said = [
        *agreed("pib", "dmt", "management", "team", "supervision"),
        Considered("mip", Verdict.SENT_BACK, back_to),
    ]
    standing = stand(LEARNING, said)
    assert (standing.step, standing.waiting) == (step, waiting)


def test_bodies_of_no_step_do_not_count() -> None:
    assert stand(LEARNING, agreed("somebody")) == stand(LEARNING, [])


def test_empty_route_is_walked_by_nobody_having_to_speak() -> None:
    assert stand((), []).is_walked


@given(st.lists(st.sampled_from(NAMES), max_size=20), st.sampled_from(NAMES))
def test_one_more_agreement_never_goes_back(said: list[str], more: str) -> None:
    before, after = (
        stand(LEARNING, agreed(*said), forms=FORMS),
        stand(LEARNING, agreed(*said, more), forms=FORMS),
    )
    assert after.step >= before.step


@given(st.permutations(NAMES))
def test_order_of_agreement_does_not_matter(order: list[str]) -> None:
    assert stand(LEARNING, agreed(*order), forms=FORMS).is_walked
