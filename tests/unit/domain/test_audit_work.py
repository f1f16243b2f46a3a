"""An audit as it is made: independence of auditors, even shares, and the same again later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.audit_work import Course, Independence, compare, independence, share_out
from lif_plugin.frameworks.audit_tools import load_tool

TEAMS = {"north": ("wanda", "nora"), "south": ("ada", "bea"), "west": ("cleo",)}
TOOL = load_tool("case_file")


@pytest.mark.parametrize(
    ("auditor", "holder", "shown"),
    [
        ("ada", "wanda", "yes"),
        ("nora", "wanda", "no"),
        ("wanda", "wanda", "no"),
        ("ada", None, "unknown"),
        ("zoe", "wanda", "unknown"),
        ("zoe", "zoe", "no"),
        ("ada", "somebody", "unknown"),
    ],
)
def test_auditor_is_independent_only_where_it_is_shown(auditor: str, holder: str | None, shown: str) -> None:
    assert independence(auditor, holder, TEAMS) == Independence(shown)


def test_cases_go_evenly_and_never_to_the_own_team() -> None:
    held = [("1", "wanda"), ("2", "wanda"), ("3", "ada"), ("4", None), ("5", "wanda")]
    shared = share_out(held, {"ada": 2, "cleo": 0, "nora": 0}, TEAMS)
    assert shared == {"1": "cleo", "2": "cleo", "3": "nora", "4": None, "5": "ada"}


@given(
    st.lists(st.sampled_from(["wanda", "ada", "cleo"]), max_size=30),
    st.dictionaries(st.sampled_from(["ada", "bea", "cleo", "nora"]), st.integers(0, 5), min_size=1),
)
def test_shares_differ_by_no_more_than_the_teams_make_them(holders: list[str], loads: dict[str, int]) -> None:
    held = [(str(at), holder) for at, holder in enumerate(holders)]
    shared = share_out(held, loads, TEAMS)
    assert shared == share_out(held, loads, TEAMS)
    for (key, holder), auditor in zip(held, shared.values(), strict=True):
        fit = [name for name in loads if independence(name, holder, TEAMS) is Independence.YES]
        assert (auditor in fit) if fit else auditor is None, key


@pytest.mark.parametrize(
    ("question", "before", "after", "course"),
    [
        ("overall", "requires_improvement", "good", Course.BETTER),
        ("overall", "good", "good", Course.SAME),
        ("overall", "good", "inadequate", Course.WORSE),
        ("risk_known", "no", "yes", Course.BETTER),
        ("risk_known", "yes", "cannot_tell", Course.CANNOT_TELL),
        ("drift", "yes", "no", Course.BETTER),
    ],
)
def test_an_answer_is_better_or_not_or_cannot_be_told(
    question: str, before: str, after: str, course: Course
) -> None:
    compared = compare(TOOL, {question: Answer(before)}, {question: Answer(after)})
    found = compared.grade if question == "overall" else dict(compared.questions)[question]
    assert found is course


def test_what_cannot_be_told_is_no_better() -> None:
    assert not compare(TOOL, {}, {"overall": Answer("good")}).is_better
