"""A scenario file that cannot be used is refused with the line, the item and what to do."""

from pathlib import Path

import pytest

from lif_plugin.testing.scenarios import ScenarioInvalid, load

HEAD = "title: One\nnation: england\ntoday: 2024-06-28\nrules:\n- rule: VOC-01\n  claims:\n"
VISIT = "facts: [{kind: visit, day: 2024-06-03, seen: no}]"
GOOD = f"    - {{claim: not seen, {VISIT}, says: gap}}\n"


def faults(folder: Path, text: str) -> list[str]:
    """What is said to be wrong with a file, without its folder."""
    file = folder / "one.yaml"
    file.write_text(text)
    with pytest.raises(ScenarioInvalid) as refused:
        load([file])
    return [str(fault).removeprefix(f"{folder}/") for fault in refused.value.faults]


def test_a_claim_is_read_with_what_the_file_says_of_all(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(HEAD + GOOD)
    [part] = load([tmp_path / "one.yaml"])
    [claim] = part.claims
    assert (claim.nation, claim.today.isoformat(), claim.says) == ("england", "2024-06-28", "gap")


def test_each_reason_that_is_chosen_is_a_child_of_its_own(tmp_path: Path) -> None:
    line = f"    - {{claim: a reason, answered: [unborn, parents_only], {VISIT}, says: explained}}\n"
    (tmp_path / "one.yaml").write_text(HEAD + line)
    [part] = load([tmp_path / "one.yaml"])
    assert [claim.answered for claim in part.claims] == ["unborn", "parents_only"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"claim: x, {VISIT}, sais: gap, says: gap", "one.yaml:7: rules[#1].claims[#1].sais: is not a field of this part"),
        (f"claim: x, {VISIT}, says: gapp", "'gapp' is nothing a rule says. Write one of: cannot tell"),
        ("claim: x, facts: [{kind: visitt, day: 2024-06-03}], says: gap", "there is no kind of fact 'visitt'"),
        ("claim: x, facts: [{kind: visit, day: 2024-02-30}], says: gap", "2024-02-30 is no day of the calendar"),
        ("claim: x, facts: [{kind: visit, day: 2024-06-03, seen: perhaps}], says: gap", "seen of a visit event must be yes, no"),
        ("claim: x, facts: [{kind: visit, day: 2024-06-03, born: x}], says: gap", "carries fields its kind does not have: born"),
        (f"claim: x, {VISIT}, stated: {{awear: 2024-06-03}}, says: gap", "nobody states a day 'awear'. Name one that is stated. Did you mean aware?"),
        (f"claim: x, {VISIT}", "rules[#1].claims[#1].says: is missing. Add says."),
    ],
)  # fmt: skip
def test_a_fault_names_its_place_and_the_remedy(tmp_path: Path, line: str, said: str) -> None:
    [fault] = faults(tmp_path, f"{HEAD}    - {{{line}}}\n")
    assert said in fault
    assert fault.startswith("one.yaml:7: rules[#1].claims[#1]")


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            HEAD + GOOD.replace("gap", "gapp") + GOOD.replace("visit", "v")
        )
    with pytest.raises(ScenarioInvalid) as refused:
        load(sorted(tmp_path.glob("*.yaml")))
    assert len(refused.value.faults) == 4


def test_a_part_names_one_rule(tmp_path: Path) -> None:
    [fault] = faults(
        tmp_path, HEAD.replace("- rule: VOC-01\n  claims", "- rule: VOC-01\n  timer: T-14\n  claims") + GOOD
    )
    assert "does not name one rule, timer, trigger or review" in fault
