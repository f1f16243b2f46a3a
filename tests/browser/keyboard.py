"""A person at the keyboard: pressing keys, going on by Tab, and keeping pictures of what is seen."""

import os
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

PAGES = os.environ.get("LIF_SCREENSHOTS")
"""A folder to keep pictures of the pages in, for somebody who wants to look at them."""


def picture(browser: WebDriver, name: str, width: int = 1000) -> None:
    """Keep a picture of the whole page, where somebody wants one."""
    if PAGES:
        resize(browser, width, browser.execute_script("return document.documentElement.scrollHeight"))
        browser.save_screenshot(str(Path(PAGES) / f"{name}.png"))
        resize(browser, width, 800)


def resize(browser: WebDriver, width: int, height: int) -> None:
    """Make the page this large; a window cannot be as narrow as a page must stand."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def press(browser: WebDriver, *keys: str) -> None:
    for key in keys:
        browser.switch_to.active_element.send_keys(key)


def press_and_wait(browser: WebDriver, *keys: str) -> None:
    """Press keys that lead to another page, and wait until it is there.

    The old page is marked, and the wait is for one without the mark: to ask after an element of the old
    page in the middle of the change makes the driver itself stumble, as may the question, which is asked again.
    """
    browser.execute_script("window.beforeThePress = true")
    press(browser, *keys)
    WebDriverWait(browser, 10, ignored_exceptions=[WebDriverException]).until(
        lambda there: there.execute_script(
            "return !window.beforeThePress && document.readyState === 'complete'"
        )
    )


def focused(browser: WebDriver) -> Any:
    """What has the focus, once something has: a page that gives it to a part of itself does so a moment after loading."""
    WebDriverWait(browser, 10).until(lambda there: there.switch_to.active_element.tag_name != "body")
    return browser.switch_to.active_element


def tab_to(browser: WebDriver, text: str) -> Any:
    """Go on by the Tab key until what has the focus says this; everything on the way must be seen."""
    for _ in range(60):
        press(browser, Keys.TAB)
        here = browser.switch_to.active_element
        if text in (here.accessible_name or here.text):
            assert browser.execute_script("return arguments[0].matches(':focus-visible')", here)
            return here
    raise AssertionError(f"The keyboard does not reach {text!r}.")
