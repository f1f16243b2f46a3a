"""Tries the server as an integrator would: a typed client generated from schema.graphql, run by a program of its own."""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from strawberry.relay import GlobalID

from lif_plugin.store.tables import action
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import QUALITY, Partners

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).with_name("outsider")
BIN = ROOT / ".cache/codegen/bin"
CONFIG = """[tool.ariadne-codegen]
schema_path = "{schema}"
queries_path = "queries.graphql"
target_package_name = "lif_client"
include_all_inputs = false
include_all_enums = false
"""


def generate(folder: Path) -> Path:
    """Generate the client into a folder, beside the program that uses it."""
    subprocess.run([ROOT / ".ci/tools/codegen.sh"], check=True)
    for name in ("queries.graphql", "walk.py"):
        shutil.copy(HERE / name, folder)
    schema = ROOT / "lif_plugin/schema/schema.graphql"
    (folder / "pyproject.toml").write_text(CONFIG.format(schema=schema))
    subprocess.run([BIN / "ariadne-codegen"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def walk(folder: Path, mode: str, port: int, token: str) -> list[str]:
    """Run the program; gives the ids it found, in order."""
    command: list[str | Path] = [BIN / "python", "walk.py", mode, f"http://127.0.0.1:{port}/graphql", token]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    found: list[str] = json.loads(done.stdout)
    return found


@dataclass
class Actions:
    """Many actions of an invented partnership, of which some come and go."""

    store: Store
    item: str
    made: Iterator[int]

    @classmethod
    def of(cls, store: Store) -> "Actions":
        """Make the partnership and an item to hang them on."""
        return cls(store, Partners(store, "hartlepool_hscb").record("multi_agency_audits"), count(1))

    def add(self, many: int) -> list[str]:
        """Add actions; gives their ids. Their times spread over all those before, so that they land on any page."""
        numbers = [next(self.made) for _ in range(many)]
        rows: list[dict[str, Any]] = [
            {
                "id": f"{number:036d}", "agency_id": "elmshire", "partnership_id": "elm", "shared": True, "by": "test",
                "at": number * 7919 % 1_000_003, "learning_item_id": self.item, "text": "Nurses ask alone",
                "owner_agency": "oakhealth", "owner_role": "head", "approach": "subgroup_plans", "due": 20900131,
            }
            for number in numbers
        ]  # fmt: skip
        with self.store.write(QUALITY) as connection:
            connection.execute(insert(action), rows)
        return [row["id"] for row in rows]

    def remove(self, ids: list[str]) -> None:
        """Take actions away."""
        with self.store.write(QUALITY) as connection:
            connection.execute(delete(action).where(action.c.id.in_(ids)))

    @contextmanager
    def coming_and_going(self, gone: list[str], at_once: int = 20) -> Iterator[None]:
        """Until the block ends: one after another these go, and as many others come."""
        over = threading.Event()

        def churn() -> None:
            for begin in range(0, len(gone), at_once):
                if over.wait(0.01):
                    return
                self.remove(gone[begin : begin + at_once])
                self.add(at_once)

        thread = threading.Thread(target=churn)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def node_ids(ids: list[str]) -> list[str]:
    """The ids of actions as the schema gives them."""
    return [str(GlobalID("Action", one)) for one in ids]
