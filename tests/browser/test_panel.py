"""A person at the panel: by keyboard only, on a narrow screen, without scripts."""

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.expected_conditions import presence_of_element_located, url_to_be
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08
from lif_plugin.domain.viewer import Role
from tests.assets.builders import Case, Record
from tests.assets.serving import Site
from tests.browser.keyboard import focused, picture, press, press_and_wait, resize, tab_to

RESULT = "//*[contains(@class, 'result-window')]//*[contains(text(), '{}')]"


def by_graphql(address: str, site: Site, query: str) -> Any:
    body = json.dumps({"query": query}).encode()
    headers = site.bearer(Role.MANAGER) | {"Content-Type": "application/json"}
    with urlopen(Request(f"{address}/graphql", body, headers)) as answer:  # noqa: S310  our own server
        return json.load(answer)["data"]


@pytest.fixture
def case(record: Record) -> Case:
    made = record.case("E-1001")
    newest = record.prompt(made, 20240305, VOC_08)
    record.prompt(made, 20240117, VOC_07, delivery="panel")
    record.prompt(made, 20231004, VOC_07, superseded_by=newest)
    record.prompt(made, 20170404, VOC_07, delivery="historic")
    record.prompt(made, 20240201, VOC_07, addressees=",worker,")
    return made


@pytest.fixture
def signed_in(browser: WebDriver, address: str, site: Site, case: Case) -> WebDriver:
    browser.get(f"{address}/panel/{case.ref}")
    picture(browser, "sign-in")
    tab_to(browser, "Your token")
    press_and_wait(browser, site.token(Role.IRO), Keys.ENTER)
    return browser


def test_prompt_is_answered_by_keyboard_and_the_answer_is_in_graphql(
    signed_in: WebDriver, address: str, site: Site
) -> None:
    browser = signed_in
    picture(browser, "panel")
    tab_to(browser, "Could not")
    press(browser, Keys.ENTER)
    tab_to(browser, "The child chose not to give a view")
    press(browser, Keys.ARROW_DOWN)
    picture(browser, "panel-reason")
    tab_to(browser, "Note")
    press(browser, "Another visit is planned.")
    tab_to(browser, "Save this reason")
    press_and_wait(browser, Keys.ENTER)
    banner = focused(browser)
    assert banner.text.startswith(
        "Your answer is saved\nCould not: The child was ill or in distress on the day."
    )
    picture(browser, "panel-saved")
    query = "{ prompts(filter: {answered: true}) { edges { node { state answer { kind reason text } } } } }"
    assert by_graphql(address, site, query)["prompts"]["edges"] == [
        {"node": {"state": "EXPLAINED",
                  "answer": {"kind": "EXPLAINED", "reason": "unwell", "text": "Another visit is planned."}}}
    ]  # fmt: skip


def test_forgotten_reason_puts_the_focus_on_the_mistake_and_leads_to_the_field(signed_in: WebDriver) -> None:
    browser = signed_in
    tab_to(browser, "Could not")
    press(browser, Keys.ENTER)
    tab_to(browser, "Save this reason")
    press_and_wait(browser, Keys.ENTER)
    assert focused(browser).text == "There is a problem\nChoose a reason"
    picture(browser, "panel-mistake")
    tab_to(browser, "Choose a reason")
    press(browser, Keys.ENTER)
    target = browser.find_element(By.CSS_SELECTOR, ":target")
    assert (target.get_attribute("type"), target.is_displayed()) == ("radio", True)


@pytest.mark.parametrize("width", [320, 1000])
def test_no_page_scrolls_sideways_and_every_target_is_large_enough(
    signed_in: WebDriver, address: str, case: Case, width: int
) -> None:
    browser = signed_in
    resize(browser, width, 800)
    for path in ("/", f"/panel/{case.public_id}", "/sign-in", "/nowhere"):
        browser.get(f"{address}{path}")
        for summary in browser.find_elements(By.TAG_NAME, "summary"):
            browser.execute_script("arguments[0].parentElement.open = true", summary)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        small = browser.execute_script(
            """return [...document.querySelectorAll("button, summary, input:not([type=hidden]), textarea")]
            .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; })
            .map(e => e.outerHTML)"""
        )
        assert small == []
        picture(browser, f"{path.split('/')[1] or 'start'}-{width}", width)


def test_panel_works_without_scripts(browser: WebDriver, address: str, site: Site, case: Case) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(f"{address}/sign-in")
    browser.find_element(By.ID, "token").send_keys(site.token(Role.IRO))
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    WebDriverWait(browser, 10).until(url_to_be(f"{address}/"))
    browser.get(f"{address}/panel/{case.public_id}")
    browser.find_element(By.XPATH, "//button[contains(., 'Done – it will show')]").click()
    banner = WebDriverWait(browser, 10).until(presence_of_element_located((By.CLASS_NAME, "banner")))
    assert banner.text.startswith("Your answer is saved")


def test_query_page_asks_with_the_token_typed_there(
    browser: WebDriver, address: str, site: Site, case: Case
) -> None:
    browser.get(f"{address}/graphql")
    browser.find_element(By.ID, "token").send_keys(site.token(Role.IRO), Keys.ENTER)
    within = WebDriverWait(browser, 10)
    editor = within.until(presence_of_element_located((By.CSS_SELECTOR, ".graphiql-query-editor textarea")))
    browser.execute_script(
        "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue('{ viewer { agency } }')"
    )
    editor.send_keys(Keys.CONTROL, Keys.ENTER)
    shown = within.until(presence_of_element_located((By.XPATH, RESULT.format("elmshire"))))
    picture(browser, "query-page")
    assert "elmshire" in shown.text
    Select(browser.find_element(By.ID, "example")).select_by_visible_text("Who I am here, and what I may")
    chosen = "return document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()"
    within.until(lambda one: "query WhoAmI" in one.execute_script(chosen))
    editor.send_keys(Keys.CONTROL, Keys.ENTER)
    within.until(presence_of_element_located((By.XPATH, RESULT.format("limitedToCases"))))
    refused = [line for line in browser.get_log("browser") if "Content Security Policy" in line["message"]]  # type: ignore[attr-defined]
    assert refused == []
