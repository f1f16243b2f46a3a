"""One invented family in five standards and three case systems' shapes gives the same prompts.

A rule that joins is asked of it too: what each delivery can say stands beside the story, what a rule must know in the rule.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from lif_plugin.domain.rule import Rule
from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from tests.assets.story import DELIVERIES, load
from tests.assets.story.answers import CANNOT_TELL, GAP, TRUTH, Answers, ask, can_say, problems
from tests.assets.story.told import says
from tests.conftest import LOGIN, PASSWORD, TEMPLATE, _address, _database

Said = Mapping[str, tuple[dict[str, Answers], Mapping[str, Rule]]]


@pytest.fixture(scope="module")
def said(
    tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path, postgres_server: URL
) -> Iterator[Said]:
    """By database, what the rules answer of each delivery: asked once, as it takes nine imports."""
    with ExitStack() as made:
        folder = tmp_path_factory.mktemp("story")
        postgres = made.enter_context(_database(postgres_server, TEMPLATE))
        urls = {
            "sqlite": f"sqlite:///{shutil.copy(_sqlite_template, folder / 'lif.db')}",
            "postgres": _address(postgres.set(username=LOGIN, password=PASSWORD)),
        }
        found = {}
        for name, url in urls.items():
            (folder / name).mkdir()
            with closing(Store(make_engine(url))) as store:
                found[name] = ask(store, folder / name)
        yield found


def test_every_delivery_gives_the_storys_prompts_or_says_that_it_cannot_tell(
    said: Said, database: str
) -> None:
    answers, rules = said[database]
    assert [odd for name in DELIVERIES for odd in problems(name, answers[name], answers[TRUTH], rules)] == []


def test_two_reviews_without_a_view_are_told_where_the_code_is(said: Said, database: str) -> None:
    answers, rules = said[database]
    told = {name: answers[name].cell("LARK-1", rules["VOC-08"]) for name in DELIVERIES}
    assert {name for name, state in told.items() if state == GAP} == {
        name for name in DELIVERIES if can_say(name, rules["VOC-08"])
    }
    assert {told[name] for name in ("cin_census", "annex_a", "ssd eclipse", "dfe_csc_api")} == {CANNOT_TELL}


def test_every_child_that_a_delivery_is_about_is_in_it(said: Said, database: str) -> None:
    answers, _rules = said[database]
    lists = {name: says()[name]["children"] for name in DELIVERIES}
    about = {name: {child["ref"] for child in load().children if child[one]} for name, one in lists.items()}
    assert {name: answers[name].children for name in DELIVERIES} == about


def test_both_databases_answer_alike(said: Said) -> None:
    one, other = (
        {name: (told.states, told.silent) for name, told in answers.items()}
        for answers, _rules in said.values()
    )
    assert one == other
