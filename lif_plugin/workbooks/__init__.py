"""Excel workbooks out and checked workbooks in: forms with identity and lists, read back with errors by cell."""

from lif_plugin.workbooks.fault import CellFault
from lif_plugin.workbooks.form import Field, Form, Identity, Kind, Line, Part
from lif_plugin.workbooks.guard import check_passive
from lif_plugin.workbooks.part import Filled
from lif_plugin.workbooks.reading import Opened, Returned, open_workbook
from lif_plugin.workbooks.writing import written

__all__ = [
    "CellFault",
    "Field",
    "Filled",
    "Form",
    "Identity",
    "Kind",
    "Line",
    "Opened",
    "Part",
    "Returned",
    "check_passive",
    "open_workbook",
    "written",
]
