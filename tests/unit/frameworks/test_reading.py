"""Reading a file: what stops it, what is refused for safety, and that nothing makes it fall over."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lif_plugin.frameworks import Fault, check_framework
from lif_plugin.frameworks.reading import MAX_BYTES, MAX_DEPTH, read_document

Damage = Callable[[str, str], list[Fault]]

PYTHON_TAG = "tag:yaml.org,2002:python/object/apply:os.system"
NAME_TAG = "tag:yaml.org,2002:python/name:os.system"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def only_fault(path: Path, content: bytes) -> Fault:
    path.write_bytes(content)
    (fault,) = check_framework(path)
    return fault


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (b"", None, "is empty"),
        (b"# nothing but a remark\n", None, "is empty"),
        (b"id: \xff\xfe", None, "is not UTF-8 text"),
        (b"id: a\x00b", None, "is not YAML: a character that is not allowed"),
        (b"id: a\n  title: [", 2, "is not YAML: mapping values are not allowed here"),
        (b"id: a\n---\nid: b\n", 2, "is not YAML: but found another document"),
        (b"a: &x [1]\nb: *x\n", 2, "is not YAML: an alias (*name) is not allowed"),
        (b"a: !!python/object/apply:os.system [ls]", 1, f"is not YAML: the tag {PYTHON_TAG} is not allowed"),
        (
            b"a: !!python/name:os.system",
            1,
            f"is not YAML: could not determine a constructor for the tag '{NAME_TAG}'",
        ),
        (b"a: !!int x", 1, "is not YAML: invalid literal for int() with base 10: 'x'"),
        (b"[" * (MAX_DEPTH + 1), 1, f"is not YAML: more than {MAX_DEPTH} levels are not allowed"),
        (b"#" * (MAX_BYTES + 1), None, "is larger than 2,000,000 bytes"),
        (b"just words", 1, "is text where a group of fields belongs"),
        (b"~", 1, "is empty where a group of fields belongs"),
    ],
)
def test_what_cannot_be_read_is_one_fault_with_its_line(
    tmp_path: Path, content: bytes, line: int | None, problem: str
) -> None:
    fault = only_fault(tmp_path / "framework.yaml", content)
    assert (fault.item, fault.line, fault.problem) == ("(whole file)", line, problem)


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    (fault,) = check_framework(tmp_path / "none.yaml")
    assert fault.problem == "cannot be opened (No such file or directory)"


def test_a_field_written_twice_is_a_fault(damage: Damage) -> None:
    faults = damage("scope: multi_agency", "scope: multi_agency\nscope: single_agency")
    assert [(f.item, f.line, f.problem) for f in faults] == [("scope", 7, "is written twice")]


def test_a_byte_order_mark_is_no_fault(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + small.read_bytes())
    assert check_framework(path) == ()


def test_a_fault_reads_as_place_item_problem_remedy() -> None:
    fault = Fault("f.yaml", 3, "aims[x].of", 'names "y"', "Correct it.")
    assert str(fault) == 'f.yaml:3: aims[x].of: names "y". Correct it.'
    assert str(Fault("f.yaml", None, "id", "is missing", "Add id.")) == "f.yaml: id: is missing. Add id."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_give_faults_and_never_an_exception(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "framework.yaml"
    path.write_bytes(content)
    assert check_framework(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(st.data())
def test_any_value_in_any_place_gives_an_answer_and_never_an_exception(
    tmp_path: Path, small: Path, data: st.DataObject
) -> None:
    document = read_document(small)
    places = sorted((parts for parts in document.lines if parts), key=str)
    *way, last = data.draw(st.sampled_from(places))
    here = document.data
    for step in way:
        here = here[step]
    here[last] = data.draw(json_values)
    path = tmp_path / "framework.yaml"
    path.write_text(yaml.safe_dump(document.data, allow_unicode=True), "utf-8")
    assert all(fault.item and fault.problem and fault.remedy for fault in check_framework(path))
