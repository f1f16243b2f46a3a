"""A person works in their case system, whose page holds the panel in a frame: seen, answered by keyboard, printed."""

import base64
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait
from sqlalchemy import select

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.tables import launch
from lif_plugin.store.work import Store
from lif_plugin.web.launch_keys import LaunchKeys
from tests.assets.builders import Case, Record
from tests.assets.case_system import FramingSystem, key_pair
from tests.assets.serving import Site
from tests.browser.keyboard import picture


@dataclass
class HostPage:
    """A page of a case system, on a site of its own: 127.0.0.1 where ours is localhost."""

    port: int = 0
    name: str = "127.0.0.1"
    width: str = "100%"
    frame: str = ""
    policy: str = "strict-origin-when-cross-origin"

    @property
    def origin(self) -> str:
        return f"http://{self.name}:{self.port}"


@pytest.fixture
def host() -> Iterator[HostPage]:
    page = HostPage()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                "<!doctype html><title>Case system</title><style>body{margin:0}"
                f"iframe{{width:{page.width};height:1500px;border:0}}"
                f"</style><iframe src='{page.frame}' title='Panel'></iframe>"
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Referrer-Policy", page.policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    page.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield page
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def case(record: Record) -> Case:
    made = record.case("E-1001")
    record.prompt(made)
    return made


@pytest.fixture
def system(site: Site, host: HostPage, case: Case) -> FramingSystem:
    private, public = key_pair()
    keys = LaunchKeys(site.keys)
    key = keys.make("elmshire", "ssda903", [Role.IRO], int(time.time()), public, [host.origin])
    return FramingSystem(key, private, host.origin)


def open_page(browser: WebDriver, address: str, host: HostPage, frame: str) -> None:
    """Open the case system's page, and look into its frame."""
    host.frame = address + frame
    browser.get(f"{host.origin}/")
    browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))


def wait_for(browser: WebDriver, text: str) -> None:
    WebDriverWait(browser, 10).until(lambda there: text in there.find_element(By.TAG_NAME, "body").text)


def outcomes(store: Store) -> list[str]:
    with store.read(Viewer.system("test", "elmshire")) as connection:
        return list(connection.scalars(select(launch.c.outcome).order_by(launch.c.id)))


def test_panel_in_a_frame_is_answered_by_keyboard_at_320_pixels(
    browser: WebDriver, address: str, host: HostPage, system: FramingSystem
) -> None:
    host.width = "320px"
    open_page(browser, address, host, system.address())
    wait_for(browser, "The review on 5 March 2024")
    wide = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
    assert (browser.execute_script("return innerWidth"), wide) == (320, 0)
    assert [
        link for link in ("Sign out", "lif_plugin") if link in browser.find_element(By.TAG_NAME, "body").text
    ] == []
    browser.switch_to.default_content()
    picture(browser, "embed-320", 400)
    browser.switch_to.frame(0)
    for _ in range(20):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        if "Done" in browser.switch_to.active_element.text:
            break
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    wait_for(browser, "Your answer is saved")


def test_no_child_and_no_token_stands_in_the_frames_address(
    browser: WebDriver, address: str, host: HostPage, system: FramingSystem, case: Case
) -> None:
    open_page(browser, address, host, system.address())
    wait_for(browser, "The review on 5 March 2024")
    assert (
        browser.execute_script("return location.pathname + location.search")
        == f"/embed/panel/{case.public_id}"
    )


def test_the_browser_itself_shows_it_in_no_frame_of_another_page(
    browser: WebDriver, address: str, host: HostPage, system: FramingSystem, site: Site, store: Store
) -> None:
    """A stolen token of a page that sends no referrer: the frame stays empty, for the answer names its own page."""
    keys = LaunchKeys(site.keys)
    private, public = key_pair()
    key = keys.make("elmshire", "ssda903", [Role.IRO], int(time.time()), public, ["https://case.example"])
    host.policy = "no-referrer"
    open_page(browser, address, host, FramingSystem(key, private).address())
    assert "review" not in browser.page_source
    assert outcomes(store) == ["opened"]


def test_a_page_of_another_origin_is_refused_by_us_too(
    browser: WebDriver, address: str, host: HostPage, system: FramingSystem, store: Store
) -> None:
    system.origin = "https://case.example"
    open_page(browser, address, host, system.address())
    assert "review" not in browser.page_source
    assert outcomes(store) == ["other_origin"]


@pytest.fixture
def same_site(host: HostPage) -> HostPage:
    """Another origin on our own site: only there does the browser's own tool print the frame as it prints the page."""
    host.name = "localhost"
    return host


def test_what_is_printed_is_what_is_said(
    browser: WebDriver, address: str, same_site: HostPage, host: HostPage, system: FramingSystem
) -> None:
    open_page(browser, address, host, system.address())
    wait_for(browser, "The review on 5 March 2024")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    said = browser.find_element(By.TAG_NAME, "body").text
    assert ("The review on 5 March 2024" in said, "This prompt is wrong" in said) == (True, False)
    made = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert made.startswith(b"%PDF-")
