"""A person at a review: decides by keyboard, on a narrow screen, without scripts; nothing typed is lost."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.expected_conditions import presence_of_element_located, url_to_be
from selenium.webdriver.support.wait import WebDriverWait

from lif_plugin.domain.viewer import Role
from tests.assets.builders import Record
from tests.assets.reviews import TODAY, propose
from tests.assets.serving import Site
from tests.browser.keyboard import focused, picture, press, press_and_wait, resize, tab_to


@pytest.fixture
def link(record: Record) -> str:
    return propose(record, record.case("E-1001"))


@pytest.fixture
def signed_in(browser: WebDriver, address: str, site: Site, link: str) -> WebDriver:
    browser.get(f"{address}/reviews")
    tab_to(browser, "Your token")
    press_and_wait(browser, site.token(Role.BOARD), Keys.ENTER)
    return browser


def test_a_review_is_decided_by_keyboard_and_a_forgotten_reason_is_led_to(signed_in: WebDriver) -> None:
    browser = signed_in
    picture(browser, "reviews")
    tab_to(browser, "Serious incident notification for case E-1001")
    press_and_wait(browser, Keys.ENTER)
    picture(browser, "review")
    tab_to(browser, "Abuse or neglect of the child is known or suspected")
    press(browser, "M")
    tab_to(browser, "Yes – it is called for")
    press(browser, Keys.SPACE)
    for name, text in (("Day", TODAY.day), ("Month", TODAY.month), ("Year", TODAY.year)):
        tab_to(browser, name)
        press(browser, str(text))
    tab_to(browser, "Who recommended it?")
    press(browser, "SCR Sub-group")
    tab_to(browser, "Who decided?")
    press(browser, "Independent Chair")
    tab_to(browser, "Keep this decision")
    press_and_wait(browser, Keys.ENTER)
    assert focused(browser).text.startswith("There is a problem\nSay the reason.")
    picture(browser, "review-mistake")
    tab_to(browser, "Say the reason.")
    press(browser, Keys.ENTER)
    assert focused(browser).get_attribute("id") == "reason"
    press(browser, "It fits the criteria.")
    tab_to(browser, "Keep this decision")
    press_and_wait(browser, Keys.ENTER)
    assert focused(browser).text.startswith("The decision is kept")
    picture(browser, "review-decided")
    decided = browser.find_element(By.CSS_SELECTOR, "article.answered").text
    for words in (
        "Yes – it is called for",
        "It fits the criteria.",
        "SCR Sub-group",
        "Independent Chair",
        "Met; by the",
    ):
        assert words in decided


@pytest.mark.parametrize("width", [320, 1000])
def test_no_page_of_reviews_scrolls_sideways_and_every_target_is_large_enough(
    signed_in: WebDriver, address: str, link: str, width: int
) -> None:
    browser = signed_in
    resize(browser, width, 800)
    for path in ("/reviews", f"/reviews/{link}"):
        browser.get(f"{address}{path}")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        small = browser.execute_script(
            """return [...document.querySelectorAll("button, summary, select, input:not([type=hidden]), textarea")]
            .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; })
            .map(e => e.outerHTML)"""
        )
        assert small == []
        picture(browser, f"{'review' if link in path else 'reviews'}-{width}", width)


def test_every_field_has_a_name_of_its_own(signed_in: WebDriver, address: str, link: str) -> None:
    browser = signed_in
    browser.get(f"{address}/reviews/{link}")
    fields = browser.find_elements(
        By.CSS_SELECTOR, "main input:not([type=hidden]), main select, main textarea"
    )
    assert [field.get_attribute("id") for field in fields if not field.accessible_name] == []
    ids = browser.execute_script("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    broken = browser.execute_script(
        """return [...document.querySelectorAll('[aria-describedby]')].flatMap(
        e => e.getAttribute('aria-describedby').split(' ').filter(id => id && !document.getElementById(id)))"""
    )
    assert broken == []


def test_a_decision_needs_no_scripts(browser: WebDriver, address: str, site: Site, link: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(f"{address}/sign-in")
    browser.find_element(By.ID, "token").send_keys(site.token(Role.QUALITY))
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    WebDriverWait(browser, 10).until(url_to_be(f"{address}/"))
    browser.get(f"{address}/reviews/{link}")
    browser.find_element(By.ID, "decision-no").click()
    typed = {"decided_on-day": TODAY.day, "decided_on-month": TODAY.month, "decided_on-year": TODAY.year,
             "recommended_by": "SCR Sub-group", "decided_by": "Chair", "reason": "It does not fit."}  # fmt: skip
    for name, text in typed.items():
        browser.find_element(By.ID, name).send_keys(str(text))
    browser.find_element(By.XPATH, "//button[contains(., 'Keep this decision')]").click()
    banner = WebDriverWait(browser, 10).until(presence_of_element_located((By.CLASS_NAME, "banner")))
    assert banner.text.startswith("The decision is kept")
