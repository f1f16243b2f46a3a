"""Codes by which others know an agency: of the health service's directory and of the statistics office."""

import re
from typing import Final

from lif_plugin.errors import BadSetting

_ODS: Final = re.compile(r"[A-Z0-9]{3,10}")
"""NHS England, ODS codes: capital letters and digits."""
_ONS: Final = re.compile(r"[EKNSW]\d{8}")
"""ONS, Register of Geographic Codes: the nation, two digits for the kind of area, six for the area."""


def checked_ods(code: str) -> str:
    """A code of the Organisation Data Service. Raises `BadSetting`."""
    if not _ODS.fullmatch(code):
        raise BadSetting(
            "An ODS code has 3 to 10 capital letters and digits.", hint="For example RX1 or 10T."
        )
    return code


def checked_ons(code: str) -> str:
    """A nine-character code of the Office for National Statistics. Raises `BadSetting`."""
    if not _ONS.fullmatch(code):
        raise BadSetting(
            "An ONS code is a letter of E, K, N, S, W and eight digits.", hint="For example E06000001."
        )
    return code
