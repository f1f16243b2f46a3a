"""`lif voice`: reads a file of notes for the voice of the child, and scores the reader on labelled notes."""

import json
from pathlib import Path
from typing import Annotated

import typer

from lif_plugin.cli.options import Db, opened, operator
from lif_plugin.errors import LifError
from lif_plugin.store.agencies import load_agency
from lif_plugin.voice import Lexicon, read_file, report_lines, report_object, score_file
from lif_plugin.voice.local import lexicon_with

app = typer.Typer(help="Read notes for the voice of the child.", no_args_is_help=True)

Notes = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="One JSON object a line.")]


@app.command()
def read(
    file: Notes,
    out: Annotated[Path | None, typer.Option(help="Write here instead of to the terminal.")] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", help="Read by this agency's own words too.", metavar="ID")
    ] = None,
    db: Db = None,
) -> None:
    """Write id, labels, overall and evidence of each note, one JSON object a line."""
    lexicon = _lexicon_of(agency, db)
    try:
        with file.open(encoding="utf-8") as lines:
            found = [json.dumps(entry, ensure_ascii=False) for entry in read_file(lines, lexicon)]
    except LifError as error:
        raise _refused(error) from error
    if out is not None:
        out.write_text("".join(line + "\n" for line in found), encoding="utf-8")
        return
    for line in found:
        typer.echo(line)


@app.command()
def score(
    file: Notes,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Score the reader on labelled notes, beside two baselines and by slice."""
    try:
        with file.open(encoding="utf-8") as lines:
            report = score_file(lines)
    except LifError as error:
        raise _refused(error) from error
    if as_json:
        typer.echo(json.dumps(report_object(report), ensure_ascii=False))
        return
    for line in report_lines(report):
        typer.echo(line)


def _lexicon_of(agency: str | None, db: str | None) -> Lexicon | None:
    """The lexicon by which an agency's notes are read; no database is opened where none is named."""
    if agency is None:
        return None
    with opened(db) as app, app.store.read(operator(agency)) as connection:
        return lexicon_with(load_agency(connection, agency).note_words)


def _refused(error: LifError) -> typer.Exit:
    typer.echo(f"{error.code}: {error}", err=True)
    return typer.Exit(2)
