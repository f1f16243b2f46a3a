"""The generated parts of the docs say what the code says."""

from pathlib import Path

import docs
import pytest


@pytest.mark.parametrize("page", list(docs.pages()), ids=lambda page: str(page.relative_to(docs.ROOT)))
def test_page_says_what_the_code_says(page: Path) -> None:
    text = page.read_text()
    assert docs.written(text, page.name) == text


def test_a_part_that_says_something_else_is_written_anew() -> None:
    old = "Before\n<!-- generated: hook-table -->\nno hooks\n<!-- end -->\nafter"
    new = docs.written(old, "page")
    assert "lif_prompts(cases: Sequence[CaseView]) -> Sequence[CaseFinding]" in new
    assert new.startswith("Before\n")
    assert new.endswith("<!-- end -->\nafter")


@pytest.mark.parametrize("text", ["<!-- generated: hooks -->\n", "<!-- generated: nothing -->\n<!-- end -->"])
def test_a_part_without_an_end_or_with_an_unknown_name_is_refused(text: str) -> None:
    with pytest.raises(SystemExit, match="page: "):
        docs.written(text, "page")
