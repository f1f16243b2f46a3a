"""The generated census sample, made to conform and repeated with other children until it has as many rows as asked."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "fixtures" / "cin_census" / "CIN_output_seed42.xml"
ROWS_IN_SAMPLE = 1726
HEADER = """<?xml version='1.0' encoding='UTF-8'?>
<Message>
  <Header>
    <CollectionDetails><Collection>CIN</Collection><Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate></CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>201</LEA><SoftwareCode>Local Authority</SoftwareCode><Release>1</Release>
      <SerialNo>001</SerialNo><DateTime>2024-05-23T11:14:05</DateTime></Source>
  </Header>
  <Children>
"""
# The generator's names beside the census's; ICPCRequired says the opposite, which does not matter to speed.
NAMES = {
    "UPNUnknownType": "UPNunknown",
    "CINClosureDate": "CINclosureDate",
    "DateofInitialICPC": "DateOfInitialCPC",
    "ICPCRequired": "ICPCnotRequired",
}


def scaled(path: Path, rows: int) -> Path:
    """Write a census; child ids get a suffix in each repetition."""
    text = SOURCE.read_text(encoding="utf-8")
    children = text[text.index("<Child>") : text.index("</CINdetailsCollection>")]
    for wrong, right in NAMES.items():
        children = re.sub(rf"(</?){wrong}>", rf"\1{right}>", children)
    with path.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for copy in range(max(1, round(rows / ROWS_IN_SAMPLE))):
            out.write(children.replace("</LAchildID>", f"x{copy:03}</LAchildID>"))
        out.write("</Children>\n</Message>\n")
    return path
