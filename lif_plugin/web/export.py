"""Lists of the schema as a file: CSV as it is read, a workbook once it is whole; what is shown in them is what `/graphql` shows."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Final

import anyio
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from lif_plugin.errors import NotFound
from lif_plugin.schema import Api
from lif_plugin.schema.export import Cell, Export, export_of
from lif_plugin.web.graphql_pace import counted
from lif_plugin.web.session import viewer_of
from lif_plugin.web.threads import in_thread
from lif_plugin.workbooks.sheet import csv_rows, write_xlsx

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def fetch(request: Request) -> Response:
    """Hand out a whole list; arguments of the list are parameters of the address."""
    viewer = viewer_of(request)
    counted(request, viewer)
    api: Api = request.app.state.api
    name, _, kind = request.path_params["list"].rpartition(".")
    if kind not in {"csv", "xlsx"}:
        raise NotFound("A list is taken as .csv or .xlsx.")
    export = export_of(api, name, dict(request.query_params))
    rows = export.rows(api, viewer)
    if kind == "xlsx":
        return await _workbook(request, export, rows)
    lines = csv_rows(rows)
    # Headings and the first row: what is refused is refused before anything is sent.
    begun = [line for line in [await _next(request, lines), await _next(request, lines)] if line is not None]
    return StreamingResponse(
        _streamed(request, begun, lines), media_type="text/csv", headers=_named(export, kind)
    )


async def _next(request: Request, lines: Iterator[bytes]) -> bytes | None:
    return await in_thread(request, lambda: next(lines, None))


async def _streamed(request: Request, begun: list[bytes], lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    for line in begun:
        yield line
    while part := await in_thread(request, _some, lines):
        yield part


def _some(lines: Iterator[bytes], many: int = 200) -> bytes:
    """As many lines as a page has."""
    return b"".join(line for _number, line in zip(range(many), lines, strict=False))


async def _workbook(request: Request, export: Export, rows: Iterator[Sequence[Cell]]) -> Response:
    folder = tempfile.TemporaryDirectory(prefix="lif-export-")
    path = Path(folder.name) / "list.xlsx"
    try:
        await in_thread(request, write_xlsx, path, export.name, rows)
    except BaseException:
        folder.cleanup()
        raise
    gone = BackgroundTask(anyio.to_thread.run_sync, folder.cleanup)
    return FileResponse(path, media_type=_XLSX, headers=_named(export, "xlsx"), background=gone)


def _named(export: Export, kind: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{export.name}.{kind}"'}
