"""Scenarios: claims about rules, tried on a store of their own: `scenarios run|schema`."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer

from lif_plugin.builtin import BUILTIN
from lif_plugin.cli.config_files import read_file
from lif_plugin.cli.options import Db, Json, opened
from lif_plugin.cli.output import lines, say, table
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.flow.configuring import installed
from lif_plugin.hooks import Plugins, build_plugins
from lif_plugin.rules.registry import collect_rules
from lif_plugin.testing.scenarios import SCHEMA, Claim, Verdict, files_of, load, try_claims

app = typer.Typer(
    help="Invented children and what each rule is expected to say of them, kept in files and tried.",
    no_args_is_help=True,
)
OURS: Final = (Path("fixtures/scenarios"), Path("fixtures/scenarios/timers"))


@app.command("run")
def run(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, or folders of them; else those of the project.", metavar="FILE"),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Try a configuration's file; claims of other nations are left out."),
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", help="Try what this agency runs by.", metavar="ID")
    ] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Try every claim; ends with 1 where one does not hold. Nothing is written to an agency's record."""
    parts = load(files_of(paths or OURS))
    plugins = build_plugins(BUILTIN, discover=True)
    configuration = _configuration(plugins, config, agency, db)
    claims = [claim for part in parts for claim in part.claims]
    asked = [one for one in claims if configuration is None or one.nation == configuration.nation]
    verdicts = try_claims(plugins, asked, configuration)
    failed = [one for one in verdicts if not one.holds]
    if as_json:
        lines(_row(one) for one in verdicts)
    else:
        _show(verdicts, failed, len(claims) - len(asked))
    if failed:
        raise typer.Exit(1)


def _configuration(
    plugins: Plugins, config: Path | None, agency: str | None, db: str | None
) -> Configuration | None:
    if config is not None:
        return read_file(config, installed(plugins, collect_rules(plugins)))
    if agency is None:
        return None
    with opened(db) as made:
        return Configuration.of(made.agency(agency))


def _row(one: Verdict) -> dict[str, object]:
    return {"rule": one.claim.rule, "claim": one.claim.title, "nation": one.claim.nation, "place": one.claim.place,
            "holds": one.holds, "expected": one.claim.says, "said": one.said, "why": one.claim.why or None}  # fmt: skip


def _show(verdicts: list[Verdict], failed: list[Verdict], left_out: int) -> None:
    held = Counter(one.claim.rule for one in verdicts if one.holds)
    asked = Counter(one.claim.rule for one in verdicts)
    table("Scenarios", ("rule", "claims", "hold"), [(rule, asked[rule], held[rule]) for rule in asked])
    for one in failed:
        say(f"{one.claim.place}: expected {_expected(one.claim)}; it said {one.said}.")
    others = f", {left_out} of other nations left out" if left_out else ""
    say(f"{len(verdicts) - len(failed)} of {len(verdicts)} claims hold{others}.")


def _expected(claim: Claim) -> str:
    if isinstance(claim.says, str):
        return claim.says
    said = "; ".join(", ".join(f"{name} {value}" for name, value in one.items()) for one in claim.says)
    return said or "nothing"


@app.command("schema")
def schema() -> None:
    """Print the form of a file as JSON Schema, for an editor."""
    typer.echo(SCHEMA.read_text("utf-8"), nl=False)
