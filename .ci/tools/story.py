"""Prints what rules answer of one invented story in each standard's shape: prompt by delivery, as Markdown."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from tests.assets.story.answers import TRUTH, ask, problems, table
from tests.assets.story.told import DELIVERIES


def main() -> None:
    """Print the table, and below it whatever is not as the story says."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/lif.db"
        migrate(url)
        store = Store(make_engine(url))
        answers, rules = ask(store, Path(folder))
        store.close()
    print(table(answers, rules))
    for name in DELIVERIES:
        for said in problems(name, answers[name], answers[TRUTH], rules):
            print(said)


if __name__ == "__main__":
    main()
