"""What roles are called in sentences for people."""

from typing import Final

from lif_plugin.domain.viewer import Role

PEOPLE: Final = {
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
