"""The story as it is written, and the deliveries it is told by: writer, adapter, and what each cannot say."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import lif_adapter_annex_a
import lif_adapter_cin
import lif_adapter_dfe_api
import lif_adapter_ssd
import lif_adapter_ssda903
from lif_plugin.hooks.types import Adapter
from tests.assets.story import annex_a, cin, dfe_api, ssd, ssda903

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "scenarios" / "one_family"


class Entry(dict[str, Any]):
    """One line of the story; what is not written is None."""

    def __missing__(self, name: str) -> None:
        return None


@dataclass(frozen=True)
class Story:
    """Children with what happened to them, and the day up to which it is known."""

    known_until: date
    children: tuple[Entry, ...]

    def each(self, what: str) -> Iterator[tuple[Entry, Entry]]:
        """Every (child, entry) of one list."""
        for child in self.children:
            yield from ((child, Entry(one)) for one in child[what] or ())


@dataclass(frozen=True)
class Told:
    """One way of telling the story: the adapter that reads it, and the function that writes it into a folder."""

    adapter: Adapter
    write: Callable[[Story, Path], Path]


@cache
def load() -> Story:
    """The story."""
    written = yaml.safe_load((FOLDER / "story.yaml").read_text(encoding="utf-8"))
    return Story(written["known_until"], tuple(map(Entry, written["children"])))


@cache
def says() -> Mapping[str, Mapping[str, Any]]:
    """What each delivery can say, by kind, as written beside the story."""
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        (FOLDER / "says.yaml").read_text(encoding="utf-8")
    )
    return found


def _adapter(module: Any) -> Adapter:
    (found,) = module.lif_adapters()
    assert isinstance(found, Adapter)
    return found


def told(name: str) -> Told:
    """A delivery by its name."""
    return DELIVERIES[name]


DELIVERIES: Mapping[str, Told] = {
    "ssda903 csv": Told(_adapter(lif_adapter_ssda903), ssda903.write_csv),
    "ssda903 xml": Told(_adapter(lif_adapter_ssda903), ssda903.write_xml),
    "cin_census": Told(_adapter(lif_adapter_cin), cin.write),
    "annex_a": Told(_adapter(lif_adapter_annex_a), annex_a.write),
    "ssd liquidlogic": Told(_adapter(lif_adapter_ssd), ssd.liquidlogic),
    "ssd mosaic": Told(_adapter(lif_adapter_ssd), ssd.mosaic),
    "ssd eclipse": Told(_adapter(lif_adapter_ssd), ssd.eclipse),
    "dfe_csc_api": Told(_adapter(lif_adapter_dfe_api), dfe_api.write),
}
"""By the name of its column in the table."""
