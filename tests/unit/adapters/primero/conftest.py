"""A fake Primero with a clock that is moved by hand, and a client that talks to it as the service account."""

from collections.abc import Iterator

import pytest

from lif_adapter_primero.client import Primero
from lif_adapter_primero.sign_in import ByPassword, Secret
from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero, SimulatedClock


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def fake(clock: SimulatedClock) -> Iterator[FakePrimero]:
    with FakePrimero(clock) as server:
        server.add_service()
        yield server


@pytest.fixture
def client(fake: FakePrimero, clock: SimulatedClock) -> Iterator[Primero]:
    with Primero(fake.url, ByPassword(SERVICE, Secret(PASSWORD)), clock=clock) as made:
        yield made
