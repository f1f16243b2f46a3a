"""The web application over a fresh store, and a client that signs in as people do."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.builders import Record
from tests.assets.serving import Site, site_over

BASE = "http://lif.example"
HTML = {"Accept": "text/html"}


@pytest.fixture
def record(store: Store) -> Record:
    return Record.of(store)


@pytest.fixture
def site(store: Store, record: Record, tmp_path: Path) -> Iterator[Site]:
    with site_over(store, tmp_path / "keys") as made:
        yield made


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(site.app, base_url=BASE, follow_redirects=False) as made:
        yield made


@pytest.fixture
def fields(client: TestClient) -> Callable[[str], dict[str, str]]:
    """The hidden fields of the first form that a page's text holds."""

    def read(text: str) -> dict[str, str]:
        found = re.search(r'name="form_token" value="(\w+)"', text)
        assert found is not None
        return {"form_token": found[1]}

    return read


@pytest.fixture
def sign_in(
    client: TestClient, site: Site, fields: Callable[[str], dict[str, str]]
) -> Callable[..., TestClient]:
    """Sign in by the form, with the roles given."""

    def enter(*roles: Role) -> TestClient:
        form = fields(client.get("/sign-in", headers=HTML).text)
        answer = client.post("/sign-in", data=form | {"token": site.token(*roles)}, headers=HTML)
        assert answer.status_code == 303
        return client

    return enter
