"""XML from outside: what is refused, what is bounded, and where a file breaks off."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_adapter_kit import xml
from lif_adapter_kit.formats import looks_like_xml, what_it_is
from lif_adapter_kit.xml import Broken, Look, Record, look, records
from lif_plugin.errors import UnreadableInput

WHOLE = "<Message>\n<Year>2024</Year>\n<Child><Id>A1</Id></Child>\n<Child><Id>A2</Id></Child>\n</Message>"
Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "file.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def seen(path: Path) -> Look:
    return look(path, ("Child",), ("Child>",))


def read(path: Path, encoding: str | None = None) -> list[Record | Broken]:
    return list(records(path, ("Child",), encoding))


def ids(items: list[Record | Broken]) -> list[str | None]:
    return [
        item.element.values().get("Id") if item.element else None
        for item in items
        if isinstance(item, Record)
    ]


def test_records_come_with_their_place_and_their_line(write: Write) -> None:
    items = read(write(WHOLE))
    assert ids(items) == ["A1", "A2"]
    assert [(item.number, item.line) for item in items if isinstance(item, Record)] == [(1, 3), (2, 4)]


def test_look_says_root_and_what_stands_before_the_records(write: Write) -> None:
    found = seen(write(WHOLE))
    assert (found.root, found.before, found.broken, found.found) == ("Message", {"Year": "2024"}, None, 2)


def test_prefix_of_a_namespace_does_not_matter(write: Write) -> None:
    text = "<c:Message xmlns:c='urn:c'><c:Child><c:Id>A1</c:Id></c:Child></c:Message>"
    assert (seen(write(text)).root, ids(read(write(text)))) == ("Message", ["A1"])


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE m SYSTEM "file:///etc/hostname">',
        '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE m [<!ENTITY % p SYSTEM "http://localhost/x"> %p;]>',
    ],
)
def test_document_type_is_refused_with_all_that_comes_of_it(write: Write, declared: str) -> None:
    path = write(f"{declared}<Message><Child><Id>&c;</Id></Child></Message>")
    for verb in (seen, read):
        with pytest.raises(UnreadableInput, match=r"file\.xml declares a document type"):
            verb(path)


def test_entity_that_nobody_declared_breaks_the_file_and_stands_for_nothing(write: Write) -> None:
    items = read(write("<M><Child><Id>A1</Id></Child>\n<Child><Id>&x;</Id></Child></M>"))
    assert ids(items) == ["A1"]
    assert items[-1] == Broken(2, cut=False, inside=Record(2, 2, None))


@pytest.mark.parametrize("length", range(len(WHOLE) - 1, 60, -7))
def test_file_cut_anywhere_gives_the_records_before_the_cut(write: Write, length: int) -> None:
    path = write(WHOLE[:length])
    whole = WHOLE[:length].count("</Child>")
    items = read(path)
    assert ids(items) == ["A1", "A2"][:whole]
    (broken,) = [item for item in items if isinstance(item, Broken)]
    assert broken.cut
    assert (broken.inside is not None) == (WHOLE[:length].count("<Child>") > whole)
    assert seen(path).broken is not None


def test_markup_that_does_not_end_ends_the_reading(write: Write) -> None:
    items = read(write("<M><Child><Id>A1</Id></Child><Child " + "x" * 3_000_000))
    assert ids(items) == ["A1"]
    assert isinstance(items[-1], Broken)


@pytest.mark.parametrize(
    "inside",
    ["<a>" * 40 + "</a>" * 40, "<a/>" * 20_001, "<a>" + "x" * 1_100_000 + "</a>"],
    ids=["deep", "many", "long"],
)
def test_record_larger_than_any_comes_without_content_and_the_rest_goes_on(write: Write, inside: str) -> None:
    text = f"<M><Child>{inside}</Child><Child><Id>A2</Id></Child></M>"
    assert ids(read(write(text))) == [None, "A2"]


def test_file_larger_than_any_return_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "LARGEST_FILE", 50)
    with pytest.raises(UnreadableInput, match="no return is larger"):
        seen(write(WHOLE))


def test_text_between_elements_is_told_and_in_no_value(write: Write) -> None:
    (item, _) = read(write("<M><Child><Id>A1</Id>stray<Sex>F</Sex></Child><Child><Id>A2</Id> </Child></M>"))
    assert isinstance(item, Record)
    assert item.element
    assert (item.element.stray, item.element.values()) == (True, {"Id": "A1", "Sex": "F"})


def test_spaces_between_elements_are_not_told(write: Write) -> None:
    items = read(write("<M><Child>\n <Id> A1 </Id>\n </Child></M>"))
    assert [item.element.stray for item in items if isinstance(item, Record) and item.element] == [False]
    assert ids(items) == ["A1"]


def test_file_that_is_not_what_it_says_nothing_about_is_read_as_windows_text(write: Write) -> None:
    path = write("<M><Child><Id>Zoë</Id></Child></M>".encode("cp1252"))
    found = seen(path)
    assert (found.encoding, found.broken) == ("windows-1252", None)
    assert ids(read(path, found.encoding)) == ["Zoë"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_show_themselves(write: Write, encoding: str) -> None:
    path = write("<M><Child><Id>Zoë</Id></Child></M>".encode(encoding))
    assert looks_like_xml(path)
    assert (seen(path).encoding, ids(read(path))) == (None, ["Zoë"])


def test_encoding_that_nobody_knows_is_refused(write: Write) -> None:
    with pytest.raises(UnreadableInput, match="an encoding that cannot be read"):
        seen(write("<?xml version='1.0' encoding='klingon'?><M/>"))
    with pytest.raises(UnreadableInput, match="an encoding that cannot be read"):
        seen(write(b"<?xml version='1.0' encoding='gb18030'?><M>\x81\x30</M>"))


@pytest.mark.parametrize(
    ("start", "said"),
    [("PK\x03\x04", "a workbook or a zip archive"), ("\x1f\x8b", "compressed"), (' {"a": 1}', "JSON"), ("", "empty"),
     ("CHILD,DOB\n", "CSV or other text")],
)  # fmt: skip
def test_other_formats_are_named(write: Write, start: str, said: str) -> None:
    path = write(start)
    assert not looks_like_xml(path)
    assert said in what_it_is(path)


def test_element_is_written_as_it_was_meant(write: Write) -> None:
    (item,) = read(write("<M><Child><Id>A&amp;1</Id><Sex/></Child></M>"))
    assert isinstance(item, Record)
    assert item.element
    assert item.element.write() == "<Child><Id>A&amp;1</Id><Sex/></Child>"


@given(st.text(alphabet=st.sampled_from("<>/Child &;x\"'=!-[]\n"), max_size=80))
def test_whatever_stands_there_is_read_or_said_to_break(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file.xml")
        path.write_text(f"<M>{text}</M>")
        try:
            items = read(path)
            found = seen(path)
        except UnreadableInput:
            return
        assert [isinstance(item, Broken) for item in items[:-1]] == [False] * len(items[:-1])
        assert (found.broken is None) == (not any(isinstance(item, Broken) for item in items))
