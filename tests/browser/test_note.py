"""A person with a note: pasted, read and mended by keyboard, on a narrow screen, without scripts."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.expected_conditions import presence_of_element_located, url_to_be
from selenium.webdriver.support.wait import WebDriverWait

from lif_plugin.domain.viewer import Role
from tests.assets.serving import Site
from tests.browser.keyboard import focused, picture, press, press_and_wait, resize, tab_to

NOTE = (
    "Home visit to the Ames family. Mum said Amy has been unsettled. Saw Amy (9) on her own in her room. She said "
    "'I hate the dark landing' and drew it as a tunnel. She wants her nan to take her to school. It seems the nights "
    "frighten her more than she lets mum see. Mum agreed to leave the light on for her from tonight.\n\n"
    "Dad was not at home. Next visit on the 14th."
)
EMPTY = "Child seen, no concerns. Home conditions good. Mum says she is fine."


@pytest.fixture
def at_note(browser: WebDriver, address: str, site: Site) -> WebDriver:
    """Somebody signed in, at the empty form."""
    browser.get(f"{address}/note")
    tab_to(browser, "Your token")
    press_and_wait(browser, site.token(Role.WORKER), Keys.ENTER)
    return browser


def fill(browser: WebDriver, note: str, age: str) -> None:
    tab_to(browser, "The note")
    press(browser, note)
    tab_to(browser, "age in years")
    press(browser, age)
    tab_to(browser, "Read the note")
    press_and_wait(browser, Keys.ENTER)


def test_note_is_read_by_keyboard_and_the_childs_words_are_marked_and_named(at_note: WebDriver) -> None:
    browser = at_note
    picture(browser, "note-empty")
    fill(browser, NOTE, "9")
    assert browser.title == "What the note shows of the child – lif_plugin"
    marks = [mark.text for mark in browser.find_elements(By.TAG_NAME, "mark")]
    tags = [tag.text for tag in browser.find_elements(By.CLASS_NAME, "tag")]
    assert any(
        "I hate the dark landing" in mark and "own words" in tag
        for mark, tag in zip(marks, tags, strict=True)
    )
    assert browser.find_element(By.CLASS_NAME, "banner").text.startswith(
        "The child can be heard in this note"
    )
    picture(browser, "note-read")


def test_note_can_be_changed_and_read_again(at_note: WebDriver) -> None:
    browser = at_note
    fill(browser, EMPTY, "9")
    before = browser.find_element(By.CLASS_NAME, "banner").text
    picture(browser, "note-without")
    tab_to(browser, "more that could help")
    press(browser, Keys.ENTER)
    assert browser.find_element(By.CSS_SELECTOR, "details[open] li").is_displayed()
    box = tab_to(browser, "The note")
    assert box.get_attribute("value") == EMPTY
    press(browser, Keys.CONTROL, Keys.END)
    press(browser, " Saw Amy (9) alone. She said 'I miss my nan'.")
    tab_to(browser, "Read the note")
    press_and_wait(browser, Keys.ENTER)
    assert browser.find_element(By.CLASS_NAME, "banner").text != before
    assert "I miss my nan" in browser.find_element(By.TAG_NAME, "mark").text + browser.find_element(
        By.CLASS_NAME, "looked"
    ).text  # fmt: skip


def test_mistakes_take_the_focus_and_lead_to_their_fields(at_note: WebDriver) -> None:
    browser = at_note
    tab_to(browser, "age in years")
    press(browser, "nine")
    tab_to(browser, "Read the note")
    press_and_wait(browser, Keys.ENTER)
    summary = focused(browser).text
    assert summary == "There is a problem\nPaste the note\nEnter the child’s age in years, such as 9 or 0.5"
    picture(browser, "note-mistake")
    tab_to(browser, "Enter the child’s age")
    press(browser, Keys.ENTER)
    assert focused(browser).get_attribute("id") == "age"


@pytest.mark.parametrize("width", [320, 1000])
def test_note_page_does_not_scroll_sideways_and_every_target_is_large_enough(
    at_note: WebDriver, width: int
) -> None:
    browser = at_note
    resize(browser, width, 800)
    fill(browser, EMPTY + "\n" + "x" * 300, "9")
    browser.find_element(By.TAG_NAME, "summary").click()
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    small = browser.execute_script(
        """return [...document.querySelectorAll("button, summary, input:not([type=hidden]), textarea")]
        .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; })
        .map(e => e.outerHTML)"""
    )
    assert small == []
    picture(browser, f"note-read-{width}", width)


def test_note_is_read_without_scripts(browser: WebDriver, address: str, site: Site) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(f"{address}/sign-in")
    browser.find_element(By.ID, "token").send_keys(site.token(Role.WORKER))
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    WebDriverWait(browser, 10).until(url_to_be(f"{address}/"))
    browser.get(f"{address}/note")
    browser.find_element(By.ID, "text").send_keys(NOTE)
    browser.find_element(By.CSS_SELECTOR, "main button").click()
    mark = WebDriverWait(browser, 10).until(presence_of_element_located((By.TAG_NAME, "mark")))
    assert mark.is_displayed()
