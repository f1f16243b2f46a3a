"""What an evidence file is, its content says; what acts by itself, swells or cannot be looked at is refused."""

import io
from collections.abc import Callable

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, NullObject, TextStringObject

from lif_plugin.cycle.desk import CycleRefused
from lif_plugin.cycle.evidence import AT_MOST, CSV, EXCEL, PDF, PLAIN, WORD, media_of, named
from tests.assets.papers import JPEG, PNG, excel, packed, pdf, word

GOOD: dict[str, tuple[bytes, str | None, str]] = {
    "pdf": (pdf(), None, PDF),
    "word": (word(), WORD, WORD),
    "excel": (excel(), None, EXCEL),
    "excel with a sum": (excel("=1+1"), None, EXCEL),
    "png": (PNG, "image/png", "image/png"),
    "jpeg": (JPEG, None, "image/jpeg"),
    "text": ("Zoë was seen alone – twice.\r\n".encode(), None, PLAIN),
    "text with a mark of its order": (b"\xef\xbb\xbfSeen", PLAIN, PLAIN),
    "table": (b"child,seen\n1,-3\n", CSV, CSV),
}


@pytest.mark.parametrize("name", GOOD)
def test_content_says_what_a_file_is(name: str) -> None:
    content, claimed, media = GOOD[name]
    assert media_of(claimed, content) == media


def acting(name: str) -> Callable[[pypdf.PdfWriter], object]:
    """Hides an action three objects deep, beneath a page."""

    def change(writer: pypdf.PdfWriter) -> None:
        action = DictionaryObject({NameObject("/S"): NameObject(name), NameObject("/X"): NullObject()})
        held = DictionaryObject({NameObject("/A"): writer._add_object(action)})
        writer.pages[0][NameObject("/PieceInfo")] = writer._add_object(held)

    return change


def attached(writer: pypdf.PdfWriter) -> None:
    writer.add_attachment("inside.exe", b"MZ")


def scripted(writer: pypdf.PdfWriter) -> None:
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def locked(writer: pypdf.PdfWriter) -> None:
    writer.encrypt("", "owner", algorithm="RC4-128")


def form(writer: pypdf.PdfWriter) -> None:
    held = DictionaryObject({NameObject("/XFA"): TextStringObject("x")})
    writer.root_object[NameObject("/AcroForm")] = held


BAD: dict[str, tuple[bytes, str | None]] = {
    "nothing": (b"", None),
    "too large": (b"a" * (AT_MOST + 1), None),
    "program": (b"MZ\x90\x00\x03" + bytes(200), None),
    "program called PDF": (b"MZ\x90\x00\x03", PDF),
    "a kind nobody takes": (b"Seen", "application/x-msdownload"),
    "PDF called text": (pdf(), PLAIN),
    "text called PDF": (b"Seen", PDF),
    "page of the web": (b"  <!DOCTYPE html><script>x</script>", None),
    "drawing that scripts": (b"<svg onload='x'/>", PLAIN),
    "rich text": (b"{\\rtf1 x}", PLAIN),
    "script": (b"#!/bin/sh\nx", PLAIN),
    "no text": (b"\xff\xfeS\x00", PLAIN),
    "text with a zero": (b"Seen\x00", PLAIN),
    "cut PDF": (pdf()[:40], PDF),
    "PDF of no page": (b"%PDF-1.7 invented", PDF),
    "PDF that scripts": (pdf(scripted), PDF),
    "PDF that starts something": (pdf(acting("/Launch")), PDF),
    "PDF that sends": (pdf(acting("/SubmitForm")), PDF),
    "PDF with a file in it": (pdf(attached), PDF),
    "PDF with a form that scripts": (pdf(form), PDF),
    "PDF under a password": (pdf(locked), PDF),
    "Word with a macro": (packed({"word/vbaProject.bin": b"x"}, word()), None),
    "Word with an embedded program": (packed({"word/embeddings/oleObject1.bin": b"x"}, word()), None),
    "Word that starts something": (word('<w:instrText x="1">DDE</w:instrText><w:instrText>AUTO cmd</w:instrText>'), None),
    "Word that fetches": (word('<w:fldSimple w:instr="INCLUDEPICTURE http://x"/>'), None),
    "Word with a template elsewhere": (
        packed({"word/_rels/settings.xml.rels": b'<R Type="a/relationships/attachedTemplate" TargetMode="External"/>'}, word()),
        None,
    ),
    "Excel that fetches": (excel('=WEBSERVICE("http://x")'), None),
    "Excel called Word": (excel(), WORD),
    "package of something else": (packed({"readme.txt": b"x"}), None),
    "package that swells": (packed({"word/media/zeros.bmp": bytes(101 << 20)}, word()), None),
    "cut package": (excel()[:-300], None),
    "table that runs": (b"name,seen\n=cmd|' /C calc'!A0,1\n", CSV),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_acts_or_is_not_what_it_is_called_is_refused(name: str) -> None:
    content, claimed = BAD[name]
    with pytest.raises(CycleRefused):
        media_of(claimed, content)


def test_pdf_as_people_make_them_is_taken() -> None:
    def linked(writer: pypdf.PdfWriter) -> None:
        writer.add_outline_item(title="A heading", page_number=0)
        writer.add_metadata({"/Title": "Register"})

    assert media_of(None, pdf(linked)) == PDF
    assert len(pypdf.PdfReader(io.BytesIO(pdf(linked))).pages) == 1


@pytest.mark.parametrize(("given", "kept"), [("a/b\\c.pdf", "c.pdf"), (" register.pdf ", "register.pdf")])
def test_name_is_kept_without_its_folders(given: str, kept: str) -> None:
    assert named(given) == kept


@pytest.mark.parametrize("name", ["", "/", "x" * 201, "a\nb.pdf", "\u202efdp.exe"])
def test_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(CycleRefused):
        named(name)
