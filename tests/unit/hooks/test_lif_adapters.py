"""`lif_adapters`: the adapters a plugin brings."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.record import Coverage, Event, Rejected, Row
from lif_plugin.errors import BadSetting
from lif_plugin.hooks import Adapter, LiveAdapter, hookimpl
from lif_plugin.hooks.live import Can, LiveClock, LiveSession, LiveSetting
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.testing import loaded
from tests.unit.hooks.examples import example


def _adapter() -> Adapter:
    [(_plugin, [adapter])] = loaded(example("lif_adapters")).each("lif_adapters", Adapter)
    assert isinstance(adapter, Adapter)
    return adapter


def test_lif_adapters_example_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("child,id,day,seen\nc1,v1,20240411,yes\nc1,v2,20240418,\n")
    delivery = _adapter().examine([file], ExamineOptions(received=20240430))
    assert delivery.coverage == (Coverage("visit", 20240401, 20240430),)
    row, refused = _adapter().read(delivery)
    assert row == Row(str(file), 2, (Event("visit", "c1", "v1", 20240411, {"seen": "yes"}, {}),))
    assert isinstance(refused, Rejected)
    assert (refused.number, refused.reason) == (3, "not_yes_or_no")


def test_lif_adapters_with_a_kind_that_does_not_exist_is_a_fault_that_names_it() -> None:
    @hookimpl
    def lif_adapters() -> list[Adapter]:
        return [Adapter("ours", "Ours", "ours", frozenset({"vist"}), _adapter().examine, _adapter().read)]

    plugins = loaded(SimpleNamespace(lif_adapters=lif_adapters))
    assert list(plugins.each("lif_adapters", Adapter)) == []
    assert plugins.faults[0].message == "Adapter ours names kinds that do not exist: vist."


def test_lif_adapters_may_read_any_kind_there_is() -> None:
    adapter = Adapter("ours", "Ours", "ours", frozenset(KINDS), _adapter().examine, _adapter().read)
    assert adapter.kinds == KINDS.keys()


def test_lif_adapters_may_bring_a_live_one() -> None:
    def connect(settings: Mapping[str, Any], secrets: Mapping[str, str], clock: LiveClock) -> LiveSession:
        raise BadSetting

    live = LiveAdapter(
        "ours",
        "Ours",
        "ours",
        frozenset({"visit"}),
        frozenset({Can.POLL}),
        (LiveSetting("url", "Where"),),
        connect,
    )

    files = _adapter()

    @hookimpl
    def lif_adapters() -> list[Adapter | LiveAdapter]:
        return [live, files]

    plugins = loaded(SimpleNamespace(lif_adapters=lif_adapters))
    [(_plugin, found)] = plugins.each("lif_adapters", Adapter | LiveAdapter)
    assert found == [live, files]


def test_lif_adapters_of_neither_type_are_a_fault() -> None:
    @hookimpl
    def lif_adapters() -> list[str]:
        return ["ours"]

    plugins = loaded(SimpleNamespace(lif_adapters=lif_adapters))
    assert list(plugins.each("lif_adapters", Adapter | LiveAdapter)) == []
    assert plugins.faults[0].message == "Returned a str among the Adapters."
