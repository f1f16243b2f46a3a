"""Writes the story as the children in need census: referrals and what came of them, nothing of visits or care."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from tests.assets.story.told import Story

_NAMES = {"CIN": ("CINPlanDates", "CINPlanStartDate", "CINPlanEndDate"),
          "CP": ("ChildProtectionPlans", "CPPstartDate", "CPPendDate")}  # fmt: skip


def _put(parent: ET.Element, **values: Any) -> ET.Element:
    """Add elements that hold a value, in this order."""
    for name, value in values.items():
        if value is not None:
            ET.SubElement(parent, name).text = (
                value.isoformat() if hasattr(value, "isoformat") else str(value)
            )
    return parent


def write(story: "Story", folder: Path) -> Path:
    """Write the census of the year that the story is known up to."""
    root = ET.Element("Message")
    about = ET.SubElement(ET.SubElement(root, "Header"), "CollectionDetails")
    _put(about, Collection="CIN", Year=story.known_until.year, ReferenceDate=story.known_until)
    children = ET.SubElement(root, "Children")
    for child in story.children:
        one = ET.SubElement(children, "Child")
        _put(ET.SubElement(one, "ChildIdentifiers"), LAchildID=child["ref"], PersonBirthDate=child["born"],
             GenderCurrent={"M": 1, "F": 2}[child["sex"]])  # fmt: skip
        _put(ET.SubElement(one, "ChildCharacteristics"), Ethnicity="WBRI")
        for referral in child["referrals"] or ():
            _episode(ET.SubElement(one, "CINdetails"), child, referral)
    path = folder / "census.xml"
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def _episode(parent: ET.Element, child: dict[str, Any], referral: dict[str, Any]) -> None:
    _put(parent, CINreferralDate=referral["day"], ReferralSource=referral["source"], PrimaryNeedCode=referral["need"],
         CINclosureDate=referral.get("closed"), ReasonForClosure=referral.get("reason"),
         ReferralNFA=int(referral["nfa"]))  # fmt: skip
    mine = {what: [one for one in child[what] or () if one["of"] == referral["id"]]
            for what in ("assessments", "enquiries", "plans")}  # fmt: skip
    for one in mine["assessments"]:
        block = _put(ET.SubElement(parent, "Assessments"), AssessmentActualStartDate=one["start"],
                     AssessmentAuthorisationDate=one.get("end"))  # fmt: skip
        factors = ET.SubElement(block, "FactorsIdentifiedAtAssessment")
        for code in one.get("factors", ()):
            _put(factors, AssessmentFactors=code)
    for one in mine["enquiries"]:
        _put(ET.SubElement(parent, "Section47"), S47ActualStartDate=one["start"],
             DateOfInitialCPC=one.get("conference"), ICPCnotRequired=0 if one.get("conference") else 1)  # fmt: skip
    for one in mine["plans"]:
        name, start, end = _NAMES[one["code"]]
        block = _put(ET.SubElement(parent, name), **{start: one["start"], end: one.get("end"),
                     "LatestCategoryOfAbuse": one.get("category")})  # fmt: skip
        held = [held for held in child["conferences"] or () if held["of"] == one["id"]]
        if held:
            reviews = ET.SubElement(block, "Reviews")
            for conference in held:
                _put(reviews, CPPreviewDate=conference["day"])
