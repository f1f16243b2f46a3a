"""A board member at the pages of learning: by keyboard, on a narrow screen, with headings in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from lif_plugin.cycle.actions import NewAction, propose_action
from lif_plugin.cycle.findings import NewFinding, add_finding
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.serving import Site, site_over
from tests.browser.keyboard import picture, press_and_wait, resize, tab_to
from tests.integration.cycle.partners import QUALITY, Partners

JUMPS = """let last = 1; return [...document.querySelectorAll("main h1, main h2, main h3, main h4")].filter(
  head => { const level = +head.tagName[1]; const jump = level > last + 1; last = level; return jump; }).map(h => h.outerHTML)"""


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


@pytest.fixture
def site(elm: Partners, tmp_path: Path) -> Iterator[Site]:
    with site_over(elm.store, tmp_path / "keys") as made:
        yield made


def test_item_and_body_are_reached_by_keyboard_and_fit_320_px(
    browser: WebDriver, address: str, site: Site, elm: Partners
) -> None:
    item = elm.record("multi_agency_audits")
    add_finding(
        elm.desk, QUALITY, item, NewFinding(Nature.CONCERN, "voice", "Seen with adults", "8 of 20 files")
    )
    new = NewAction(
        "Nurses ask alone", "oakhealth", "head_of_nursing", "subgroup_plans", 20260301, monitored_by="board"
    )
    propose_action(elm.desk, QUALITY, item, new)
    browser.get(f"{address}/learning")
    tab_to(browser, "Your token")
    press_and_wait(browser, site.token(Role.BOARD), Keys.ENTER)
    tab_to(browser, "Children seen with adults only")
    press_and_wait(browser, Keys.ENTER)
    assert "Nurses ask alone" in browser.find_element(By.TAG_NAME, "main").text
    resize(browser, 320, 800)
    for name, path in (
        ("learning", "/learning"),
        ("learning-item", f"/learning/{item}"),
        ("body", "/governance/board"),
        ("learning-new", "/learning/new/elm"),
        ("learning-forms", "/learning/forms/elm"),
    ):
        browser.get(f"{address}{path}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 320
        assert browser.execute_script(JUMPS) == []
        ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))
        picture(browser, name, 320)
