"""A worker with 22 open cases answers what interrupted them on a Monday: by a press each, nothing typed."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.caseload import AGENCY, load, pushed
from tests.assets.serving import Site, site_over
from tests.assets.told_rules import PLUGINS, RULES
from tests.assets.world import World
from tests.browser.keyboard import focused, press, press_and_wait, tab_to


@pytest.fixture
def monday(store: Store) -> Iterator[World]:
    with World(store, AGENCY, PLUGINS) as made:
        load(made)
        yield made


@pytest.fixture
def site(store: Store, monday: World, tmp_path: Path) -> Iterator[Site]:
    with site_over(store, tmp_path / "keys", RULES) as made:
        yield made


def test_each_prompt_is_answered_by_presses_and_nothing_is_entered_again(
    browser: WebDriver, address: str, site: Site, monday: World, capsys: pytest.CaptureFixture[str]
) -> None:
    browser.get(f"{address}/sign-in")
    tab_to(browser, "Your token")
    press_and_wait(browser, site.token(Role.WORKER), Keys.ENTER)
    took = []
    for number, row in enumerate(pushed(monday)):
        begun = time.perf_counter()
        browser.get(f"{address}/panel/{row['public_id']}")
        if number == 0:
            tab_to(browser, "Done")
        else:
            tab_to(browser, "Could not")
            press(browser, Keys.ENTER)
            tab_to(browser, "did not want to be seen alone")
            press(browser, Keys.SPACE)
            tab_to(browser, "Save this reason")
        press_and_wait(browser, Keys.ENTER)
        assert focused(browser).text.startswith("Your answer is saved")
        took.append(time.perf_counter() - begun)
    with capsys.disabled():
        print(f"\n22 open cases, {len(took)} prompts on Monday; seconds to answer:",  # noqa: T201  for who looks
              ", ".join(f"{seconds:.1f}" for seconds in took))  # fmt: skip
    answers = [(row["state"], row["answer_kind"], row["answer_text"]) for row in pushed(monday)]
    assert answers == [("met", "done", None), ("explained", "explained", None)]
