"""Serving: `serve`, and `demo`, which loads real sample returns and serves them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lif_plugin.cli.demo import load_demo, say_where
from lif_plugin.cli.options import Db, opened
from lif_plugin.cli.output import say
from lif_plugin.config import load_settings
from lif_plugin.serving import serving

DEFAULT_PORT = 8765


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = DEFAULT_PORT,
    host: Annotated[str, typer.Option(help="Address to listen on; the loopback address only, unless you say so.")]
    = "127.0.0.1",
    db: Db = None,
) -> None:  # fmt: skip
    """Serve GraphQL and the pages, and work on what comes in."""
    with opened(db) as app, serving(app) as run:
        say(f"Serving on http://{host}:{port} – stop with Ctrl-C.")
        run(host, port)


def demo(
    samples: Annotated[Path, typer.Option(help="Folder of sample returns.")] = Path("fixtures/ssda903"),
    and_serve: Annotated[bool, typer.Option("--serve", help="Serve afterwards.")] = False,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = DEFAULT_PORT,
    db: Db = None,
) -> None:
    """Load published sample returns, show what came of them, and say where to look."""
    settings = load_settings(db)
    shown: dict[str, Any] = load_demo(settings, samples)
    with opened(db) as app:
        say_where(app, shown, port)
        if and_serve:
            with serving(app) as run:
                run("127.0.0.1", port)
