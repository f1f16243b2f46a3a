"""What can be wrong with a framework file: one fault each, and the errors that carry them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from lif_plugin.errors import LifError

WHOLE_FILE = "(whole file)"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a framework file, where it is, and what to do about it.

    `item` is the path by ids, such as `sources_of_learning[scr].learning_route`; where an entry has no id,
    `[#3]` means the third. `line` counts from 1 and is missing when the fault has no place in the file.
    `remedy` is one sentence or two.
    """

    file: str
    line: int | None
    item: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.item}: {self.problem}. {self.remedy}"


class FrameworkInvalid(LifError):
    """The framework file has faults."""

    code = "framework_invalid"
    hint = "Mend every item named here, then load it again."

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        listed = "".join(f"\n  {fault}" for fault in self.faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(f"The framework file has {count}:{listed}\n")


class FrameworkUnknown(LifError):
    """There is no framework with this id."""

    code = "framework_unknown"
    hint = "The id of a framework is the name of its folder."

    def __init__(self, framework_id: str, known: Iterable[str]) -> None:
        known = tuple(known)
        message = f"There is no framework with the id {framework_id!r}.{suggestion(framework_id, known)}"
        hint = f"There are: {', '.join(known)}." if known else None
        super().__init__(message, hint=hint, framework_id=framework_id)


def suggestion(wrong: str, right: Iterable[str], likeness: float = 0.6) -> str:
    """Return " Did you mean ...?" with the nearest of `right`, or nothing when none is that like."""
    near = get_close_matches(wrong, list(right), n=1, cutoff=likeness)
    return f" Did you mean {near[0]}?" if near else ""
