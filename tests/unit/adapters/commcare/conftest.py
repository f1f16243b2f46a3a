"""A fake CommCare with a clock that is moved by hand, and a session with it."""

from collections.abc import Iterator

import pytest

from lif_adapter_commcare.adapter import ADAPTER
from lif_adapter_commcare.session import CommCareSession
from tests.contract.commcare_bench import CommCareBench


@pytest.fixture
def bench() -> Iterator[CommCareBench]:
    with CommCareBench() as made:
        yield made


@pytest.fixture
def session(bench: CommCareBench) -> Iterator[CommCareSession]:
    made = ADAPTER.connect(bench.settings, bench.secrets, bench.clock)
    assert isinstance(made, CommCareSession)
    yield made
    made.close()
