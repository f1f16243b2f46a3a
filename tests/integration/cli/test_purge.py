"""`lif purge`: everything of one child goes, and only after somebody has said so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lif_plugin.errors import NotFound
from tests.integration.cli.conftest import Lif

Reviews = Callable[..., Path]


def test_all_of_one_child_goes_and_of_no_other(ready: Lif, reviews: Reviews) -> None:
    ready.import_(reviews("a.csv", ("E-1", "05/05/2017", "PN4"), ("E-2", "06/05/2017", "PN4")))
    ready("purge", "ssda903", "E-1", "--agency", "elmshire", "--yes")
    standing = {row["case_ref"] for row in ready.rows("prompts") if row["state"] == "gap"}
    assert standing == {"E-2"}


def test_nobody_is_removed_by_mistake(ready: Lif, reviews: Reviews) -> None:
    ready.import_(reviews("a.csv", ("E-1", "05/05/2017", "PN4")))
    with pytest.raises(AssertionError, match="1"):
        ready("purge", "ssda903", "E-1", "--agency", "elmshire")
    with pytest.raises(NotFound, match="known from ssda903"):
        ready("purge", "ssda903", "E-9", "--agency", "elmshire", "--yes")
    assert {row["state"] for row in ready.rows("prompts")} >= {"gap"}
