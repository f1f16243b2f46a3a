"""A workbook filled in by LibreOffice without a screen: opened, typed into cell by cell, saved by the program itself."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Filling" script:language="StarBasic">
Sub Fill(source As String, list As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  number = FreeFile
  Open ConvertFromURL(list) For Input As #number
  Do While Not Eof(number)
    Line Input #number, typed
    parts = Split(typed, Chr(9))
    cell = book.Sheets.getByName(parts(0)).getCellRangeByName(parts(1))
    ' As if it were typed: what looks like a day or a number becomes one.
    cell.FormulaLocal = parts(2)
  Loop
  Close #number
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
  kind(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(target, kind())
  book.close(True)
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Filling"/></library:library>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>
"""


def fill_in(book: Path, cells: Mapping[tuple[str, str], str], folder: Path) -> Path:
    """Type words into (sheet, cell)s of a workbook; gives the file that LibreOffice saved."""
    profile = folder / "profile"
    library = profile / "user" / "basic" / "Standard"
    # A first start fills the profile with the program's own; only then is there a place for ours.
    _office(profile, "--terminate_after_init")
    (library / "Filling.xba").write_text(_MACRO)
    (library / "script.xlb").write_text(_LIBRARY)
    (library.parent / "script.xlc").write_text(_LIBRARIES)
    typed, done = folder / "typed.txt", folder / "filled.xlsx"
    typed.write_text("".join(f"{sheet}\t{cell}\t{text}\n" for (sheet, cell), text in cells.items()))
    given = ", ".join(f'"{path.as_uri()}"' for path in (book, typed, done))
    _office(profile, f"macro:///Standard.Filling.Fill({given})")
    return done


def _office(profile: Path, *words: str) -> None:
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            *words,
        ],
        check=True,
        timeout=300,
        capture_output=True,
    )
