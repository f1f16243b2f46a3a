"""Writes the story as the SSDA903 return: looked-after children only, as CSV tables or as one XML file."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from tests.assets.story.told import Story

_XML = {"Episodes": "EPISODE", "Reviews": "AREVIEW", "Missing": "AMISSING"}
_SEX = {"M": "1", "F": "2"}


def day(value: Any) -> str:
    """A day as the return writes it."""
    return value.strftime("%d/%m/%Y") if value else ""


def tables(story: "Story") -> dict[str, list[dict[str, str]]]:
    """The rows of each table."""
    looked_after = [child for child in story.children if child["care"]]
    refs = {child["ref"] for child in looked_after}
    return {
        "Header": [
            {"CHILD": child["ref"], "SEX": _SEX[child["sex"]], "DOB": day(child["born"]), "ETHNIC": "WBRI",
             "UPN": "", "MOTHER": "", "MC_DOB": ""}
            for child in looked_after
        ],
        "Episodes": [
            {"CHILD": child["ref"], "DECOM": day(one["start"]), "RNE": "S", "LS": one["status"], "CIN": one["need"],
             "PLACE": one["placement"], "PLACE_PROVIDER": one["provider"], "DEC": day(one["end"]),
             "REC": one["reason"] or "", "REASON_PLACE_CHANGE": ""}
            for child, one in story.each("care")
        ],
        "Reviews": [
            {"CHILD": child["ref"], "DOB": day(child["born"]), "REVIEW": day(one["day"]), "REVIEW_CODE": one["code"]}
            for child, one in story.each("reviews")
        ],
        "Missing": [
            {"CHILD": child["ref"], "DOB": day(child["born"]), "MISSING": one["code"], "MIS_START": day(one["start"]),
             "MIS_END": day(one["end"])}
            for child, one in story.each("missing")
        ],
        "SWEpisodes": [
            {"CHILD": child["ref"], "DOB": day(child["born"]), "SW_ID": one["actor"], "SW_DECOM": day(one["start"]),
             "SW_DEC": day(one["end"]), "SW_REASON": "MANAGE"}
            for child, one in story.each("workers") if child["ref"] in refs
        ],
    }  # fmt: skip


def write_csv(story: "Story", folder: Path) -> Path:
    """Write a file for each table."""
    for name, rows in tables(story).items():
        write_rows(folder / f"{name}.csv", rows)
    return folder


def write_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write rows as CSV under their own columns."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_xml(story: "Story", folder: Path) -> Path:
    """Write the XML form; it has no table of workers in any published sample, so none is written."""
    root = ET.Element("EXPSSDA903")
    rows = tables(story)
    for who in rows["Header"]:
        child = ET.SubElement(root, "CHILD")
        header = ET.SubElement(child, "HEADER")
        for name in ("CHILD", "SEX", "DOB", "ETHNIC"):
            ET.SubElement(header, "CHILDID" if name == "CHILD" else name).text = who[name]
        for table, element in _XML.items():
            for row in rows[table]:
                if row["CHILD"] == who["CHILD"]:
                    block = ET.SubElement(child if table == "Episodes" else header, element)
                    for name, text in row.items():
                        if name not in {"CHILD", "DOB"}:
                            ET.SubElement(block, "PL" if name == "PLACE" else name).text = text
    path = folder / "return.xml"
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path
