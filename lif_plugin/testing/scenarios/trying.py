"""Tries claims on a store that is made for them and thrown away."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.hooks import Plugins
from lif_plugin.store.calendar_table import fill_calendars
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from lif_plugin.testing.scenarios.checking import Verdict, judge
from lif_plugin.testing.scenarios.form import Claim
from lif_plugin.testing.scenarios.loading import files_of, load
from lif_plugin.testing.scenarios.saying import listen
from lif_plugin.testing.scenarios.world import make_world


def try_files(plugins: Plugins, paths: Iterable[Path]) -> list[Verdict]:
    """Try every claim of files, or of the files of folders. Raises `ScenarioInvalid`."""
    return try_claims(plugins, [claim for part in load(files_of(paths)) for claim in part.claims])


def try_claims(
    plugins: Plugins, claims: Iterable[Claim], configuration: Configuration | None = None
) -> list[Verdict]:
    """Try claims by the rules of some plugins, and by a configuration where one is given."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'scenarios.db'}"
        migrate(url)
        fill_calendars(url)
        store = Store(make_engine(url))
        try:
            return judge(listen(make_world(store, plugins, claims, configuration)))
        finally:
            store.close()
