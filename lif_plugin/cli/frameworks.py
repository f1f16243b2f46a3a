"""Frameworks: `frameworks list|show|words|check|coverage|new`."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from lif_plugin.cli.options import Db, Json, as_day, opened, operator
from lif_plugin.cli.output import document, lines, say, table
from lif_plugin.cycle.coverage import Covered, coverage_of
from lif_plugin.domain.framework import FACT_KINDS
from lif_plugin.domain.framework_entry import Labelled, SourceOfLearning
from lif_plugin.domain.nation import Word, words_in
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.errors import NotFound
from lif_plugin.frameworks import check_framework, framework_ids, load_framework, starter
from lif_plugin.store.partnerships import frameworks_of

app = typer.Typer(
    help="The partnerships' frameworks: what they say and what carries it out.", no_args_is_help=True
)
Which = Annotated[
    str, typer.Argument(metavar="ID", help="A framework's id; `lif frameworks list` names them.")
]
OrPartnership = Annotated[
    str, typer.Argument(metavar="ID", help="A framework's id or, with --as-of, a partnership's.")
]
_LONG: Final = 100


@app.command("list")
def list_frameworks(as_json: Json = False) -> None:
    """List the frameworks that are there."""
    rows = []
    for name in framework_ids():
        one = load_framework(name)
        period = f"{one.period.starts or '?'} to {one.period.ends or 'now'}"
        facts = sum(one.fact_counts().values())
        rows.append({"id": one.id, "title": one.title, "nation": one.nation, "holds": period, "facts": facts})
    if as_json:
        lines(rows)
        return
    table("Frameworks", ("id", "title", "nation", "holds", "facts"), [list(row.values()) for row in rows])


@app.command("show")
def show(
    framework: OrPartnership,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Only facts of one kind.", metavar="KIND")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The version that a partnership worked by on a day.")
    ] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Show what a framework says, fact by fact, each with the section it comes from."""
    if as_of is not None:
        framework = _version(framework, as_of, db)
    facts = [fact for fact in load_framework(framework).facts() if kind in {None, fact.kind}]
    if as_json:
        lines({"kind": fact.kind, **fact.entry.raw} for fact in facts)
        return
    rows = [(fact.kind, fact.entry.id, _said(fact.entry), fact.entry.source) for fact in facts]
    table(f"What {framework} says", ("kind", "id", "what", "source"), rows)


@app.command("words")
def words(
    framework: Which,
    as_json: Json = False,
) -> None:
    """Show what things are called by a framework's nation, and by the framework itself."""
    one = load_framework(framework)
    found = words_in(one.nation, one)
    rows = [
        {
            "word": word.value,
            "called": found[word],
            "by": "framework" if word in one.bodies_called else one.nation,
        }
        for word in Word
    ]
    if as_json:
        lines(rows)
        return
    table(f"Words of {framework}", ("word", "called", "by"), [list(row.values()) for row in rows])


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A framework.yaml.", exists=True, dir_okay=False)],
) -> None:
    """Check a framework's file; each fault names its place and how to mend it. Exit code 1 if there are any."""
    faults = check_framework(file)
    for fault in faults:
        say(str(fault))
    say("Nothing is wrong." if not faults else f"{len(faults)} faults.")
    if faults:
        raise typer.Exit(1)


@app.command("coverage")
def coverage(
    framework: Annotated[str | None, typer.Argument(metavar="[ID]", help="One framework; else all.")] = None,
    items: Annotated[bool, typer.Option("--items", help="Every fact with its feature and test.")] = False,
    as_json: Json = False,
) -> None:
    """Say of every fact which feature carries it out and which test fails without it, or why none does."""
    names = [framework] if framework else framework_ids()
    found = {name: coverage_of(load_framework(name)) for name in names}
    if as_json:
        document([_summary(name, covered, items=items) for name, covered in found.items()])
        return
    for name, covered in found.items():
        live = sum(one.live for one in covered)
        if items:
            rows = [
                (c.fact.kind, c.fact.entry.id, c.feature or "not live", c.test or c.reason) for c in covered
            ]
            table(
                f"{name}: {live} of {len(covered)} live", ("kind", "id", "feature", "test, or why not"), rows
            )
        else:
            counted = [(kind, one["live"], one["total"]) for kind, one in _kinds(covered).items()]
            table(f"{name}: {live} of {len(covered)} live", ("kind", "live", "total"), counted)
            for row in _why_not(covered):
                say(f"  {row['count']} {row['kind']}: {row['reason']}")


@app.command("new")
def new(
    framework: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and _.")],
    into: Annotated[Path, typer.Option("--into", help="The folder to write it to.", file_okay=False)],
    title: Annotated[str, typer.Option("--title", help="The framework's own title.")],
    nation: Annotated[
        str, typer.Option("--nation", help="england, scotland, wales or northern_ireland.")
    ] = "england",
) -> None:
    """Write the file of a new framework to fill in; it passes `lif frameworks check` as it is."""
    path = starter(framework, title, nation, into)
    say(
        f"Written: {path}. Fill it in from the framework's text, each entry with its section; then `lif frameworks check {path}`."
    )


def _version(partnership: str, as_of: str, db: str | None) -> str:
    """The framework that a partnership worked by on a day. Raises `NotFound`."""
    day = numbered_day(as_day(as_of, "--as-of") or 0)
    with opened(db) as opened_app, opened_app.store.read(operator("")) as connection:
        found = frameworks_of(connection, [partnership], day)
    if partnership not in found:
        raise NotFound("There is no such partnership.", hint="`lif partnership show` lists them.")
    return found[partnership]


def _said(entry: Any) -> str:
    text = entry.label if isinstance(entry, Labelled) else ""
    for name in ("task", "must", "question", "note", "report"):
        text = text or str(getattr(entry, name, "") or "")
    if isinstance(entry, SourceOfLearning) and not entry.is_routed:
        text += " (unrouted)"
    if entry.basis == "inferred":
        text += " (inferred)"
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def _summary(name: str, covered: tuple[Covered, ...], *, items: bool) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "id": name,
        "total": len(covered),
        "live": sum(one.live for one in covered),
        "kinds": _kinds(covered),
        "not_live": [
            {"kind": one.fact.kind, "id": one.fact.entry.id, "reason": one.reason}
            for one in covered
            if not one.live
        ],
    }
    if items:
        summary["items"] = [
            {"kind": one.fact.kind, "id": one.fact.entry.id, "feature": one.feature, "test": one.test}
            for one in covered
            if one.live
        ]
    return summary


def _kinds(covered: tuple[Covered, ...]) -> dict[str, dict[str, int]]:
    total = Counter(one.fact.kind for one in covered)
    live = Counter(one.fact.kind for one in covered if one.live)
    return {kind: {"total": total[kind], "live": live[kind]} for kind in FACT_KINDS if total[kind]}


def _why_not(covered: tuple[Covered, ...]) -> list[dict[str, Any]]:
    counted = Counter((one.fact.kind, one.reason) for one in covered if not one.live)
    return [{"kind": kind, "reason": reason, "count": count} for (kind, reason), count in counted.items()]
