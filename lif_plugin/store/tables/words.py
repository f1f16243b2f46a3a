"""Where words of what was learnt are looked for: an index over each table on PostgreSQL, one table of words on SQLite."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import DDL, MetaData, event


@dataclass(frozen=True, slots=True)
class Worded:
    """A table whose words are found: the type of its nodes, and the columns, the first of which tells most."""

    table: str
    node: str
    columns: tuple[str, str | None]


WORDED: Final = (
    Worded("learning_item", "LearningItem", ("title", "summary")),
    Worded("finding", "Finding", ("text", "evidence")),
    Worded("recommendation", "Recommendation", ("text", "measure")),
    Worded("action", "Action", ("text", "measure")),
    Worded("lesson", "Lesson", ("text", None)),
)
FOUND: Final = "learning_words"
"""SQLite's table of words; its own parts begin with this name as well."""
MAKE: Final = (
    f"CREATE VIRTUAL TABLE {FOUND} USING fts5(node UNINDEXED, kind UNINDEXED, words, "
    "tokenize='porter unicode61 remove_diacritics 0')"
)


def said(words: Worded, prefix: str = "") -> str:
    """The words of a row, as SQL; ``prefix`` names the row."""
    first, second = words.columns
    return f"{prefix}{first} || ' ' || coalesce({prefix}{second}, '')" if second else f"{prefix}{first}"


def vector(words: Worded, prefix: str = "") -> str:
    """The same as PostgreSQL's index has them."""
    return f"to_tsvector('english', {said(words, prefix)})"


def index_of(words: Worded) -> str:
    """The name of the index over a table."""
    return f"ix_{words.table}_words"


def indexing(words: Worded) -> str:
    """What makes the index over a table. It is made by hand: SQLite cannot say what it has of such an index."""
    return f"CREATE INDEX {index_of(words)} ON {words.table} USING gin ({vector(words)})"


def declare(metadata: MetaData) -> None:
    """Let the tables have what words are found by."""
    ddl: Any = DDL  # SQLAlchemy says nothing of its types
    for one in WORDED:
        made = ddl(indexing(one)).execute_if(dialect="postgresql")
        event.listen(metadata.tables[one.table], "after_create", made)
    event.listen(metadata, "after_create", ddl(MAKE).execute_if(dialect="sqlite"))
    event.listen(metadata, "before_drop", ddl(f"DROP TABLE IF EXISTS {FOUND}").execute_if(dialect="sqlite"))
