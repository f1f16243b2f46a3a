"""Ends of the read log's chains, kept in a file outside the database: what shows that an end was cut off."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from lif_plugin.store.seal import Head


def kept_heads(path: Path) -> dict[str, Head]:
    """The ends kept so far, by agency; none when the file is not there."""
    if not path.exists():
        return {}
    return {head["agency"]: Head(**head) for head in json.loads(path.read_text())}


def keep_heads(path: Path, heads: Iterable[Head]) -> None:
    """Keep these ends, in a file only its owner reads, replaced whole.

    A chain never gets shorter, so an end behind the kept one does not take its place: it is what
    somebody left who cut the chain, and `verify` shall see it.
    """
    kept = kept_heads(path)
    for head in heads:
        if head.agency not in kept or head.count > kept[head.agency].count:
            kept[head.agency] = head
    beside = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump([asdict(head) for head in kept.values()], file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
