"""`lif rules demoted|restore`: a rule that people marked wrong too often is seen by the admin, who restores it."""

from sqlalchemy import create_engine

from lif_plugin.store.demotions import begin
from tests.integration.cli.conftest import Lif


def _row(lif: Lif, rule: str) -> tuple[str, str, str | None]:
    rows = {row["id"]: row for row in lif.rows("rules", "list", "--agency", "elmshire")}
    return rows[rule]["delivery"], rows[rule]["status"], rows[rule]["reason"]


def test_a_rule_marked_wrong_too_often_is_listed_in_the_digest_until_it_is_restored(ready: Lif) -> None:
    before = _row(ready, "VOC-23")
    engine = create_engine(ready.url)
    with engine.begin() as connection:
        begin(connection, "elmshire", "VOC-23", (3, 9), 1_523_354_400_000)
    engine.dispose()
    said = "to the digest, not now: 3 of 9 answers said it was wrong"
    assert (before, _row(ready, "VOC-23")) == (("now", "running", None), ("digest", "running", said))
    [row] = ready.rows("rules", "demoted", "--agency", "elmshire")
    assert (row["rule"], row["wrong"], row["answered"], row["since"][:10], row["restored"]) == (
        "VOC-23", 3, 9, "2018-04-10", None,
    )  # fmt: skip
    ready("rules", "restore", "VOC-23", "--agency", "elmshire", "--why", "The minutes come later now")
    assert _row(ready, "VOC-23") == before
    [row] = ready.rows("rules", "demoted", "--agency", "elmshire")
    assert (row["why"], row["restored"] is None) == ("The minutes come later now", False)
