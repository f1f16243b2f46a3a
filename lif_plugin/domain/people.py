"""What roles are called in sentences for people, in the words of their nation and of their partnership's framework."""

from collections.abc import Mapping
from typing import Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.nation import Word, words_in
from lif_plugin.domain.viewer import Role

PEOPLE: Final[Mapping[Role, str]] = {
    Role.WORKER: "the worker who holds the case",
    Role.IRO: "the reviewing officer",
    Role.CHAIR: "the conference chair",
    Role.MANAGER: "the team manager",
    Role.DATA_TEAM: "the data team",
    Role.QUALITY: "the quality team",
    Role.BOARD: "the board",
    Role.INTEGRATOR: "the systems team",
    Role.ADMIN: "the administrator",
    Role.SYSTEM: "this server",
}
"""What roles are called where nobody says in which nation."""
_BY_NATION: Final = {Role.IRO: Word.REVIEWING_OFFICER, Role.CHAIR: Word.CHAIR, Role.BOARD: Word.BOARD}


def people_in(nation: str, framework: Framework | None = None) -> Mapping[Role, str]:
    """What roles are called in a nation, and by a framework that names its board."""
    words = words_in(nation, framework)
    return {**PEOPLE, **{role: words[word] for role, word in _BY_NATION.items()}}
