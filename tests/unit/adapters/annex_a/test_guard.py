"""What is no sound workbook is refused before anything opens it."""

import zipfile
import zlib
from pathlib import Path

import pytest

from lif_adapter_annex_a import guard
from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.annex_a.reading import HEADS, read_files, workbook


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def test_bomb_is_refused_by_what_its_directory_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "INFLATED_AT_MOST", 1 << 20)
    path = zipped(tmp_path / "bomb.xlsx", xl=b"\0" * (4 << 20))
    assert path.stat().st_size < 10_000
    with pytest.raises(UnreadableInput, match=r"bomb\.xlsx unpacks to more than 1 MB"):
        guard.check(path)


def test_bomb_whose_directory_lies_is_refused_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "INFLATED_AT_MOST", 1 << 20)
    path = lying(zipped(tmp_path / "bomb.xlsx", xl=b"\0" * (4 << 20)), size=4 << 20)
    with pytest.raises(UnreadableInput, match=r"bomb\.xlsx unpacks to more than 1 MB"):
        guard.check(path)


def test_part_that_is_longer_than_its_directory_says_is_refused(tmp_path: Path) -> None:
    path = lying(zipped(tmp_path / "odd.xlsx", xl=b"\0" * 5000), size=5000)
    with pytest.raises(UnreadableInput, match=r"odd\.xlsx is damaged"):
        guard.check(path)


def lying(path: Path, size: int) -> Path:
    """The archive with a thousand bytes in its directory, and the digest of those, so that both agree."""
    data = path.read_bytes()
    for true, false in ((size, 1000), (zlib.crc32(b"\0" * size), zlib.crc32(b"\0" * 1000))):
        data = data.replace(true.to_bytes(4, "little"), false.to_bytes(4, "little"))
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert len(archive.read("xl")) == 1000
    return path


def test_parts_without_number_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MEMBERS_AT_MOST", 2)
    with pytest.raises(UnreadableInput, match="more than 256 MB or 2 parts"):
        guard.check(zipped(tmp_path / "a.xlsx", a=b"", b=b"", c=b""))


def test_cell_in_the_farthest_corner_is_refused_before_room_is_made_for_all(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    cells = b'<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row>'
    zipped(path, xl__worksheets__sheet1=b"", **{"xl__worksheets__sheet1.xml": cells})
    with pytest.raises(UnreadableInput, match="reaches 1048576 rows down and 16384 columns across"):
        guard.check(path)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old .xls workbook, or it is protected by a password"),
        (b"Child Unique ID,Gender\n", "is no workbook"),
        (b"PK\x03\x04 and then nothing", "damaged or cut off"),
        (b"", "is no workbook"),
    ],
)
def test_file_of_another_kind_is_refused_by_what_it_is(tmp_path: Path, start: bytes, said: str) -> None:
    path = tmp_path / "lists.xlsx"
    path.write_bytes(start)
    with pytest.raises(UnreadableInput, match=said) as refusal:
        guard.check(path)
    assert refusal.value.hint


def test_truncated_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lists.xlsx", {"List 1": [HEADS["1"]]})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UnreadableInput, match=r"lists\.xlsx is damaged or cut off"):
        guard.check(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"lists\.xlsx cannot be opened"):
        guard.check(tmp_path / "lists.xlsx")


def test_sheet_that_is_not_whole_is_refused_by_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "odd.xlsx", {"List 1": [HEADS["1"]]})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<v>", b"<v>&gone;")
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"<t>", b"<t>&gone;")
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part)
    with pytest.raises(UnreadableInput, match=r"odd\.xlsx: the sheet List 1 cannot be read"):
        read_files(path)
