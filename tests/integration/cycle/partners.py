"""A partnership of two invented agencies, and the people who act in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.learning import NewItem, Word, record_item, speak
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.frameworks import load_framework
from lif_plugin.store import partnerships
from lif_plugin.store.tables import agency
from lif_plugin.store.work import Store


def person(agency_id: str, role: Role) -> Viewer:
    return Viewer(agency_id, frozenset({role}), "test", f"{agency_id}.{role.value}")


QUALITY, BOARD = person("elmshire", Role.QUALITY), person("elmshire", Role.BOARD)
WORKER, PARTNER = person("elmshire", Role.WORKER), person("oakhealth", Role.QUALITY)
STRANGER = person("farshire", Role.QUALITY)


@dataclass
class Partners:
    """Elmshire and Oak Health learn together by one framework; Farshire is somebody else."""

    store: Store
    framework: str
    day: date = date(2026, 3, 2)
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.store, load_framework, lambda: self.day)
        with self.store.write(Viewer.system("test", "elmshire")) as connection:
            names = ("elmshire", "oakhealth", "farshire")
            connection.execute(
                insert(agency), [{"id": name, "name": name, "nation": "england"} for name in names]
            )
            partnerships.make_partnership(connection, "elm", "Elm partnership", self.framework)
            for name in names[:2]:
                partnerships.join_partnership(connection, "elm", name, 20200101)

    def record(self, source: str, **changed: object) -> str:
        values: dict[str, object] = {
            "partnership": "elm",
            "source_of_learning": source,
            "title": "Children seen with adults only",
            "summary": "In 8 of 20 files the child was seen alone less than the standard asks.",
            "nature": Nature.CONCERN,
            "theme": "voice_of_child",
            "day": 20260301,
        }
        return record_item(self.desk, QUALITY, NewItem(**{**values, **changed}))  # type: ignore[arg-type]

    @property
    def voice_source(self) -> str:
        """Some way in which the framework says that a child's view is heard."""
        return self.desk.framework(self.framework).voice_sources[0].id

    def say(self, item: str, route: str, body: str, verdict: Verdict, **more: object) -> None:
        speak(self.desk, BOARD, item, Word(route, body, verdict, 20260302, **more))  # type: ignore[arg-type]

    def state(self, item: str, viewer: Viewer = QUALITY) -> str:
        with self.store.read(viewer) as connection:
            return self.desk.item(connection, viewer, item).state.value


Make = Callable[[str], Partners]
