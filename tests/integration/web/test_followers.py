"""Ten who follow changes while others write: half lose their connection on the way, and nobody misses anything."""

import asyncio
from datetime import UTC, datetime

from strawberry.relay import GlobalID

from lif_plugin.domain.change import Place
from lif_plugin.store.changes import heads
from lif_plugin.store.work import Store
from tests.assets.builders import Record, viewer
from tests.assets.followers import Follower
from tests.assets.serving import Site, served

FOLLOWERS, PROMPTS = 10, 30


async def followed(followers: list[Follower], record: Record) -> list[str]:
    """Let all follow while prompts are raised; gives the ids in the order of their commits."""
    last: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    case = record.case()

    def raise_all() -> list[str]:
        days = (20240101 + number for number in range(PROMPTS))
        return [str(GlobalID("Prompt", record.prompt(case, day))) for day in days]

    async with asyncio.TaskGroup() as group:
        for one in followers:
            group.create_task(one.follow(last))
        raised = await asyncio.to_thread(raise_all)
        last.set_result(raised[-1])
    return raised


def test_who_loses_the_connection_misses_nothing(store: Store, record: Record, site: Site) -> None:
    with store.read(viewer()) as connection:
        now = Place(heads(connection, viewer(), datetime.now(UTC).date())).cursor()
    with served(site.app) as port:
        followers = [
            Follower([port], site.token(subject=f"client.{number}"), now, dropped=5 if number % 2 else None)
            for number in range(FOLLOWERS)
        ]
        raised = asyncio.run(followed(followers, record))
    assert [one.told for one in followers] == [raised] * FOLLOWERS
    assert [one.connections for one in followers] == [1, 2] * (FOLLOWERS // 2)
