"""Tests share a browser, and none sees what another left."""

from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.chromium import Chromium
from tests.browser.keyboard import resize

LEFT = "localStorage.setItem('left', 'x'); sessionStorage.setItem('left', 'x'); document.cookie = 'left=x; max-age=900'"
SEEN = "return [localStorage.length, sessionStorage.length, document.cookie, innerWidth, history.length]"


def seen(browser: WebDriver, address: str) -> list[object]:
    browser.get(f"{address}/sign-in")
    found: list[object] = browser.execute_script(SEEN)
    return found


def test_next_test_sees_a_browser_with_nothing_remembered(chromium: Chromium, address: str) -> None:
    browser = chromium.fresh()
    first = seen(browser, address)
    assert first[:3] == [0, 0, ""]
    browser.execute_script(LEFT)
    browser.get(f"{address}/nowhere")
    browser.switch_to.new_window("tab")
    resize(browser, 320, 800)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    assert seen(browser, address) != first
    assert seen(chromium.fresh(), address) == first
    assert len(browser.window_handles) == 1


def test_browser_that_died_is_started_anew(chromium: Chromium, address: str) -> None:
    chromium.fresh().quit()
    before = chromium.started
    assert seen(chromium.fresh(), address)[:3] == [0, 0, ""]
    assert chromium.started == before + 1
