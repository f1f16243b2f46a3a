"""What agencies of a partnership may see of each other's part of a multi-agency audit: cell by cell, and for a purpose."""

from collections.abc import Collection
from dataclasses import dataclass

from lif_plugin.domain.viewer import RIGHTS, Right, Role


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A role of an agency may see a part: whatever no cell says is not seen."""

    agency: str
    role: Role
    part: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed, for what, and from when to when (YYYYMMDD); ``adopted`` are the agencies that stand by it."""

    id: str
    purpose: str
    since: int
    until: int | None
    cells: frozenset[Cell]
    adopted: frozenset[str] = frozenset()

    def is_in_force(self, day: int) -> bool:
        """Whether it holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def lets(self, agency: str, roles: Collection[Role], owner: str, part: str, day: int) -> bool:
        """Whether somebody of an agency may see a part that is another's: both stand by it, and a cell says so."""
        return (
            self.is_in_force(day)
            and {agency, owner} <= self.adopted
            and any(Cell(agency, role, part) in self.cells for role in roles)
        )

    def readers(self, owner: str, part: str, day: int) -> frozenset[str]:
        """The agencies with any role that may see a part, its owner's left out."""
        agencies = {cell.agency for cell in self.cells if cell.part == part} - {owner}
        return frozenset(one for one in agencies if self.lets(one, set(Role), owner, part, day))


def roles_that_see_audits() -> frozenset[Role]:
    """The roles that an agreement can name: no other role sees an audit, whatever it says."""
    return RIGHTS[Right.READ_AUDITS] - {Role.SYSTEM}
