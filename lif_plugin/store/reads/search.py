"""Looks for words in what was learnt: rows that the viewer may read, the best first, with the words around."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)

from lif_plugin.domain.search import Sought
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import metadata
from lif_plugin.store.tables.words import FOUND, WORDED, Worded, said, vector

KINDS: Final = tuple(one.node for one in WORDED)
_OPEN, _CLOSE = "\x02", "\x03"
"""Around what was found. No keyboard writes them, and nothing is made of them but parts of a text."""
_MARKUP: Final = (("<", "\x04"), ("&", "\x05"))
"""What begins markup, and what stands in its place while a snippet is made."""
_AROUND: Final = 24
"""Words of a snippet."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row: the type and id of its node, its agency and partnership, and the words around, those found marked."""

    kind: str
    node: str
    agency: str
    partnership: str
    snippet: tuple[tuple[str, bool], ...]


def found(
    connection: Connection,
    viewer: Viewer,
    wanted: Sequence[Sought],
    today: date,
    limit: int,
    *,
    kinds: Collection[str] = KINDS,
    partnership: str | None = None,
) -> list[Found]:
    """Find rows in one statement, the best first. Raises `NotAllowed`."""
    viewer.require(Right.READ_LEARNING)
    make = _in_postgres if connection.dialect.name == "postgresql" else _in_sqlite
    parts = []
    for one in WORDED:
        if one.node in kinds:
            table = metadata.tables[one.table]
            query = make(one, table, wanted).where(readable(viewer, table, today))
            parts.append(query if partnership is None else query.where(table.c.partnership_id == partnership))
    if not parts:
        return []
    rows = union_all(*parts).subquery()
    best = select(rows).order_by(rows.c.rank.desc(), rows.c.node).limit(limit).subquery()
    # Words around are looked for in the best alone: it takes longer than finding them.
    around = _headline(best.c.snippet, wanted) if make is _in_postgres else best.c.snippet
    columns = (best.c.kind, best.c.node, best.c.agency_id, best.c.partnership_id, around.label("around"))
    return [
        Found(row.kind, row.node, row.agency_id, row.partnership_id, _parts(row.around))
        for row in connection.execute(select(*columns).order_by(best.c.rank.desc(), best.c.node))
    ]


def _columns(one: Worded, table: Any, rank: ColumnElement[Any], snippet: ColumnElement[Any]) -> Select[Any]:
    return select(
        literal(one.node).label("kind"),
        table.c.id.label("node"),
        table.c.agency_id,
        table.c.partnership_id,
        rank.label("rank"),
        snippet.label("snippet"),
    )


def _in_postgres(one: Worded, table: Any, wanted: Sequence[Sought]) -> Select[Any]:
    # The very words of the index, so that it is taken.
    words: ColumnElement[Any] = literal_column(vector(one, f"{one.table}."))
    asked = _tsquery(wanted)
    whole: ColumnElement[Any] = literal_column(said(one, f"{one.table}."))
    return _columns(one, table, func.ts_rank(words, asked), whole).where(words.bool_op("@@")(asked))


def _headline(words: ColumnElement[Any], wanted: Sequence[Sought]) -> ColumnElement[Any]:
    marks = f'StartSel="{_OPEN}", StopSel="{_CLOSE}", MaxWords={_AROUND}, MinWords={_AROUND // 2}'
    # PostgreSQL would leave out what looks like markup; here all of it is text.
    for plain, kept in _MARKUP:
        words = func.replace(words, plain, kept)
    return func.ts_headline("english", words, _tsquery(wanted), marks)


def _tsquery(wanted: Sequence[Sought]) -> ColumnElement[Any]:
    parts = []
    for one in wanted:
        made: ColumnElement[Any]
        if one.prefix:
            made = func.to_tsquery("english", " <-> ".join(one.words) + ":*")
        else:
            made = func.phraseto_tsquery("english", " ".join(one.words))
        parts.append(func.tsquery_not(made) if one.unless else made)
    whole = parts[0]
    for part in parts[1:]:
        whole = func.tsquery_and(whole, part)
    return whole


def _in_sqlite(one: Worded, table: Any, wanted: Sequence[Sought]) -> Select[Any]:
    rank: ColumnElement[Any] = -func.bm25(literal_column(FOUND))
    snippet = func.snippet(literal_column(FOUND), 2, _OPEN, _CLOSE, "…", _AROUND)
    node: ColumnElement[Any] = literal_column(f"{FOUND}.node")
    return (
        _columns(one, table, rank, snippet)
        .select_from(text(FOUND))
        .where(
            literal_column(FOUND).bool_op("MATCH")(_match(wanted)),
            literal_column(f"{FOUND}.kind") == one.node,
            node == table.c.id,
        )
    )


def _match(wanted: Sequence[Sought]) -> str:
    """What FTS5 is asked for: only words in quotes, and operators of ours."""
    needed = [_phrase(one) for one in wanted if not one.unless]
    return " NOT ".join([f"({' AND '.join(needed)})", *(_phrase(one) for one in wanted if one.unless)])


def _phrase(one: Sought) -> str:
    return f'"{" ".join(one.words)}"{" *" if one.prefix else ""}'


def _parts(snippet: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a snippet, each with whether it was found."""
    for plain, kept in _MARKUP:
        snippet = snippet.replace(kept, plain)
    parts: list[tuple[str, bool]] = []
    for number, piece in enumerate(snippet.split(_OPEN)):
        inside, mark, after = piece.partition(_CLOSE)
        matched = number > 0 and bool(mark)
        parts += [(inside, matched), (after, False)]
    return tuple((part, matched) for part, matched in parts if part)
