"""An auditor at the page of an audit: by keyboard to the concern that cannot wait, and on a narrow screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.auditing import LEAD, Auditing
from tests.assets.serving import Site, site_over
from tests.browser.keyboard import press_and_wait, resize, tab_to


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


@pytest.fixture
def site(world: Auditing, tmp_path: Path) -> Iterator[Site]:
    with site_over(world.store, tmp_path / "keys") as made:
        yield made


def test_auditor_raises_a_concern_by_keyboard_and_the_page_fits_320_px(
    browser: WebDriver, address: str, site: Site, world: Auditing
) -> None:
    one = world.open(auditor="sam.example", independent="quinn.example", due=20990430)
    browser.get(f"{address}/audits/{one}")
    tab_to(browser, "Your token")
    press_and_wait(browser, site.token(Role.MANAGER), Keys.ENTER)
    tab_to(browser, "The child may not be safe now").send_keys(Keys.ENTER)
    tab_to(browser, "This cannot wait").send_keys(Keys.SPACE)
    tab_to(browser, "What you have seen").send_keys("He sleeps in a car tonight.")
    tab_to(browser, "Tell somebody now")
    press_and_wait(browser, Keys.ENTER)
    text = browser.find_element(By.TAG_NAME, "main").text
    assert "Somebody is told, and the audit waits" in text
    assert "He sleeps in a car tonight." in text
    assert world.see(one, LEAD).row["state"] == "paused"
    resize(browser, 320, 800)
    for path in (f"/audits/{one}", "/audits", "/audits/report"):
        browser.get(f"{address}{path}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 320
