"""The changelog: what is coming has a place, and every release has a date."""

import re

from tests.house.tree import ROOT

HEADS = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_what_is_coming_stands_first() -> None:
    assert HEADS[0] == "[Unreleased]"


def test_every_release_has_a_version_and_a_date() -> None:
    assert [
        head for head in HEADS[1:] if not re.fullmatch(r"\[\d+\.\d+\.\d+\] – \d{4}-\d\d-\d\d", head)
    ] == []
