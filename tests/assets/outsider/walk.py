"""An integrator's program: it knows the generated client and nothing of ours, and runs in an environment of its own."""

import asyncio
import json
import sys
from typing import Any

import httpx
from lif_client import Client  # type: ignore[import-not-found]

SIZE = 200


async def forward(client: Any) -> list[str]:
    """Page through all actions from the start."""
    found, after = [], None
    while True:
        page = (await client.actions(first=SIZE, after=after)).actions
        found += [edge.node.id for edge in page.edges]
        if not page.page_info.has_next_page:
            return found
        after = page.page_info.end_cursor


async def backward(client: Any) -> list[str]:
    """Page through all actions from the end."""
    found, before = [], None
    while True:
        page = (await client.actions(last=SIZE, before=before)).actions
        found += reversed([edge.node.id for edge in page.edges])
        if not page.page_info.has_previous_page:
            return found
        before = page.page_info.start_cursor


async def follow(client: Any) -> list[str]:
    """Be told of what changed after the first change that is kept."""
    first = (await client.changes()).changes
    start = (await client.changes(since=first.cursor)).changes.cursor
    assert start == first.cursor
    return [change.node_id for change in first.changes] + [await told(client)]


async def told(client: Any) -> str:
    """The first change that is told as it is made."""
    now = (await client.now()).changes_cursor
    async for event in client.changed(since=now):
        return str(event.changed.node_id)
    return ""


async def main(mode: str, url: str, token: str) -> None:
    """Do one of these and print what was found."""
    bearer = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=bearer, timeout=120) as http:
        client = Client(
            url=url, http_client=http, ws_url=url.replace("http", "ws", 1), ws_connection_init_payload=bearer
        )
        found = await {"forward": forward, "backward": backward, "follow": follow}[mode](client)
        sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
