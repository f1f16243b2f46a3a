"""A person follows the link in their case system: the panel opens, and no child's reference stays in the browser."""

import time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.expected_conditions import url_contains, url_to_be
from selenium.webdriver.support.wait import WebDriverWait

from lif_plugin.domain.viewer import Role
from lif_plugin.web.launch_keys import LaunchKeys
from tests.assets.builders import Case, Record
from tests.assets.case_system import CaseSystem
from tests.assets.serving import Site
from tests.browser.keyboard import press_and_wait, tab_to


@pytest.fixture
def case(record: Record) -> Case:
    made = record.case("E-1001")
    record.prompt(made)
    return made


def follow(browser: WebDriver, link: str) -> None:
    """Press a link on a page of somebody else's."""
    browser.get(f"data:text/html,<title>case</title><a href='{link.replace('&', '%26')}'>panel</a>")
    browser.find_element(By.LINK_TEXT, "panel").click()


def addresses(browser: WebDriver) -> list[str]:
    """Every address the browser can go back to."""
    history = browser.execute_cdp_cmd("Page.getNavigationHistory", {})
    return [entry["url"] for entry in history["entries"] if not entry["url"].startswith("data:")]


def test_signed_link_opens_the_panel_and_leaves_no_reference(
    browser: WebDriver, address: str, site: Site, case: Case
) -> None:
    key = LaunchKeys(site.keys).make("elmshire", "ssda903", [Role.IRO], int(time.time()))
    follow(browser, address + CaseSystem(key).link())
    WebDriverWait(browser, 10).until(url_to_be(f"{address}/panel/{case.public_id}"))
    WebDriverWait(browser, 10).until(lambda there: "The review on 5 March 2024" in there.page_source)
    assert [entry for entry in addresses(browser) if "E-1001" in entry or "sign=" in entry] == []


def test_plain_link_opens_the_panel_after_the_sign_in(
    browser: WebDriver, address: str, site: Site, case: Case
) -> None:
    follow(browser, f"{address}/launch/elmshire/ssda903?case=E-1001")
    WebDriverWait(browser, 10).until(url_contains("/sign-in"))
    tab_to(browser, "Your token")
    press_and_wait(browser, site.token(Role.IRO), Keys.ENTER)
    WebDriverWait(browser, 10).until(url_to_be(f"{address}/panel/{case.public_id}"))
    assert "The review on 5 March 2024" in browser.page_source
    assert [entry for entry in addresses(browser) if "E-1001" in entry] == []
