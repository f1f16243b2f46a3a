"""Where the scenarios of the project are."""

from pathlib import Path
from typing import Final

_ALL: Final = Path(__file__).parents[2] / "fixtures" / "scenarios"
FOLDERS: Final = (_ALL, _ALL / "timers")
