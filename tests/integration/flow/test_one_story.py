"""One invented family in five standards and three case systems' shapes gives the same prompts.

A rule that joins is asked of it too: what each delivery can say stands beside the story, what a rule must know in the rule.
"""

from pathlib import Path

from lif_plugin.store.work import Store
from tests.assets.story import DELIVERIES, load
from tests.assets.story.answers import CANNOT_TELL, GAP, TRUTH, ask, can_say, problems
from tests.assets.story.told import says


def test_every_delivery_gives_the_storys_prompts_or_says_that_it_cannot_tell(
    store: Store, tmp_path: Path
) -> None:
    answers, rules = ask(store, tmp_path)
    assert [
        said for name in DELIVERIES for said in problems(name, answers[name], answers[TRUTH], rules)
    ] == []
    told = {name: answers[name].cell("LARK-1", rules["VOC-08"]) for name in DELIVERIES}
    assert {name for name, state in told.items() if state == GAP} == {
        "ssda903 csv", "ssda903 xml", "ssd liquidlogic", "ssd mosaic",
    }  # fmt: skip
    assert {told[name] for name in ("cin_census", "annex_a", "ssd eclipse", "dfe_csc_api")} == {CANNOT_TELL}
    assert not any(can_say(name, rules["VOC-08"]) for name in ("cin_census", "annex_a", "ssd eclipse"))


def test_every_child_that_a_delivery_is_about_is_in_it(sqlite_store: Store, tmp_path: Path) -> None:
    answers, _rules = ask(sqlite_store, tmp_path)
    about = {
        name: {child["ref"] for child in load().children if child[says()[name]["children"]]}
        for name in DELIVERIES
    }
    assert {name: answers[name].children for name in DELIVERIES} == about


def test_both_databases_answer_alike(sqlite_store: Store, postgres_store: Store, tmp_path: Path) -> None:
    said: list[dict[str, object]] = []
    for store in (sqlite_store, postgres_store):
        folder = tmp_path / str(len(said))
        folder.mkdir()
        answers, _rules = ask(store, folder)
        said.append({name: (one.states, one.silent) for name, one in answers.items()})
    assert said[0] == said[1]
