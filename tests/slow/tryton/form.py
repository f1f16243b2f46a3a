"""The social worker in Tryton's web client, in a headless browser; each thing they do is counted as a step."""

from dataclasses import dataclass, field
from typing import Any

from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.keyboard import PAGES, picture
from tests.slow.tryton.world import Platform

PATIENCE = 60
READY = "return !!(window.Sao && Sao.Session.current_session && Sao.Session.current_session.session && Sao.main_menu_screen)"
RELOADED = "const done = arguments[0]; jQuery.when(Sao.Tab.tabs.get_current().reload()).always(() => setTimeout(done, 200))"
LISTENS = "window.pushed = []; window.Notification = function (title) { window.pushed.push(title) }; window.Notification.permission = 'granted'"
"""A headless browser asks nobody whether it may notify; what it would show is kept instead."""


@dataclass
class Form:
    """The open form."""

    browser: WebDriver
    platform: Platform
    steps: int = field(default=0)

    def until(self, found: Any, what: str) -> Any:
        """Wait for something in the page."""
        waiting = WebDriverWait(self.browser, PATIENCE, ignored_exceptions=[WebDriverException])
        try:
            return waiting.until(found, f"waited in vain for {what}")
        except TimeoutException:
            self.picture("failed")
            raise

    def one(self, css: str) -> WebElement:
        """The first visible element."""
        found: WebElement = self.until(
            lambda there: next(
                (one for one in there.find_elements(By.CSS_SELECTOR, css) if one.is_displayed()), None
            ),
            css,
        )
        return found

    def seen(self) -> str:
        """Everything that can be read on the page, what stands in fields too."""
        said: str = self.browser.execute_script(
            "const shown = one => one.offsetParent !== null;"
            "return document.body.innerText + '\\n' + [...document.querySelectorAll('input, textarea')].filter(shown)"
            ".map(one => one.value).join('\\n')"
        )
        return said

    def wait_for(self, text: str) -> None:
        """Wait until the page says something."""
        self.until(lambda _there: text in self.seen(), text)

    def sign_in(self) -> None:
        self.browser.get(f"{self.platform.address}/#{self.platform.database}")
        # The name of the database comes after the form, and a name that is sent before it is not taken.
        self.until(
            lambda _there: self.one("#database").get_attribute("value") == self.platform.database,
            "the database",
        )
        self.one("#login").send_keys(self.platform.made["login"], Keys.ENTER)
        self.one("input[type=password]").send_keys(self.platform.made["password"], Keys.ENTER)
        self.until(lambda there: there.execute_script(READY), "the menu")
        self.one("#menu td")
        self.browser.execute_script(LISTENS)
        self.steps += 1

    def open(self, model: str, number: int | None = None) -> None:
        """Open a form, new or of a record."""
        record = "" if number is None else f", res_id: {number}"
        self.browser.execute_script(
            f"Sao.Tab.create({{model: '{model}', mode: ['form'], name: 'Form'{record}}})"
        )
        self.one(".tab-pane.active .form")
        self.steps += 1

    def choose_patient(self, name: str) -> None:
        # What is typed before the form's own values have come is wiped out by them.
        self.until(
            lambda _there: self.one("input[name=health_professional]").get_attribute("value"),
            "the form's values",
        )
        self.one("input[name=patient]").send_keys(name, Keys.TAB)
        self.one(".modal-dialog tbody tr")

        def closed(there: Any) -> bool:
            # A row that is drawn anew between the two clicks has heard neither.
            for row in there.find_elements(By.CSS_SELECTOR, ".modal-dialog tbody tr")[:1]:
                ActionChains(self.browser).double_click(row).perform()
            return not there.find_elements(By.CSS_SELECTOR, ".modal-dialog")

        self.until(closed, "the search to close")
        # What comes with the patient has come: later it would meet what is typed next.
        self.until(lambda _there: self.one("input[name=computed_age]").get_attribute("value"), "the age")
        self.steps += 1

    def write(self, name: str, text: str) -> None:
        """Write into a text field and leave it."""
        self.one(f"textarea[name={name}]").send_keys(text, Keys.TAB)
        self.steps += 1

    def choose(self, name: str, label: str) -> None:
        """Choose from a selection."""

        def chosen(_there: Any) -> bool:
            offered = Select(self.one(f"select[name={name}]"))
            offered.select_by_visible_text(label)
            offered._el.send_keys(Keys.TAB)
            return offered.first_selected_option.text == label

        self.until(chosen, label)
        self.steps += 1

    def save(self) -> None:
        self.browser.switch_to.active_element.send_keys(Keys.CONTROL, "s")
        self.wait_for("Record saved")
        self.steps += 1

    def reload_until(self, text: str) -> None:
        """Read the record anew until it says something; counted once."""

        def look(there: Any) -> bool:
            # Whoever types while the record is being read loses what they typed: it is waited for.
            there.execute_async_script(RELOADED)
            return text in self.seen()

        self.until(look, text)
        self.steps += 1

    def press(self, button: str) -> None:
        """Press a button of what is asked."""
        self.one(f"button[name={button}]").click()
        self.steps += 1

    def send(self) -> None:
        """Send what stands in the dialog."""
        self.one(".modal-dialog .btn-primary").click()
        self.until(
            lambda there: not there.find_elements(By.CSS_SELECTOR, ".modal-dialog"), "the dialog to close"
        )
        self.steps += 1

    def badge(self) -> str:
        """What the badge of the notes says: unread / all."""
        found: str = self.one("#note .badge, [id=note] .badge, .btn .badge").text
        return found

    def pushed(self) -> list[str]:
        """The titles of what was pushed."""
        found: list[str] = self.browser.execute_script("return window.pushed")
        return found

    def picture(self, name: str) -> None:
        """Keep a picture, where somebody wants one."""
        if PAGES:
            picture(self.browser, f"tryton-{name}", 1300)
