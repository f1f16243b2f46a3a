"""One headless Chromium that many tests use one after the other, each as if it were new."""

import shutil
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver
from urllib3.exceptions import HTTPError

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb",
)  # fmt: skip


class Chromium:
    """Starts when it is first asked for, and again where it died; its profiles lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started = 0
        self._driver: webdriver.Chrome | None = None

    def fresh(self) -> WebDriver:
        """The browser with one empty window of the usual size, and nothing remembered of those before."""
        if self._driver is not None:
            try:
                _forget(self._driver)
            except (WebDriverException, HTTPError, OSError):
                self.close()
            else:
                return self._driver
        self._driver = self._start()
        return self._driver

    def close(self) -> None:
        """End it, also where it has ended by itself."""
        driver, self._driver = self._driver, None
        if driver is not None:
            with suppress(WebDriverException, HTTPError, OSError):
                driver.quit()

    def _start(self) -> webdriver.Chrome:
        options = webdriver.ChromeOptions()
        binary = shutil.which("chromium")
        assert binary is not None, "Chromium is missing: make test installs it"
        options.binary_location = binary
        self.started += 1
        for flag in (*FLAGS, f"--user-data-dir={self.folder / str(self.started)}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        driver.set_window_size(1000, 900)
        return driver


def _forget(driver: webdriver.Chrome) -> None:
    """Go on in a new window: history, emulated screens and switched-off scripts belong to a window."""
    before = driver.window_handles
    driver.switch_to.window(before[0])
    address = urlsplit(driver.current_url)
    origin = f"{address.scheme}://{address.netloc}"
    driver.switch_to.new_window("window")
    new = driver.current_window_handle
    for old in before:
        driver.switch_to.window(old)
        driver.close()
    driver.switch_to.window(new)
    driver.implicitly_wait(0)
    driver.set_window_size(1000, 900)
    if address.netloc:
        driver.execute_cdp_cmd("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    # Cookies know no ports: those of the site before would be sent to the next one.
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.get_log("browser")  # type: ignore[no-untyped-call]
