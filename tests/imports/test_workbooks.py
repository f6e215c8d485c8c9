"""Opening files: what they are decides, not what they are called; each refusal says what to do."""

import io
import zipfile

import pytest

from linli.imports import problems, texts
from linli.imports.workbooks import MAX_FILE, column_letter, open_book
from tests.imports.books import plain, text, xls, xlsx

ROWS = [["姓名", "门牌", "电话"], ["柴丽娟", "3-2-501", "15100004108"], ["冯树森", "", "13800002290"]]


def rows_of(content: bytes, name: str = "台账.xlsx") -> list[list[object]]:
    book = open_book(content, name)
    return [list(row) for row in book.sheet(book.names[0]).rows]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx({"台账": ROWS}), "台账.xlsx"),
        (xlsx({"台账": ROWS}), "台账.xls"),
        (xls(ROWS), "台账.xls"),
        (text(ROWS), "台账.csv"),
        (text(ROWS, mark=b"\xef\xbb\xbf"), "台账.csv"),
        (text(ROWS, encoding="gb18030"), "台账.csv"),
        (text(ROWS, encoding="utf-16"), "台账.txt"),
        (text(ROWS, separator="\t"), "台账.tsv"),
        (text(ROWS, separator=";"), "台账.csv"),
        (text(ROWS, separator="，"), "台账.csv"),
    ],
)
def test_it_reads_the_same_rows_from_every_kind_of_file(content, name):
    assert rows_of(content, name) == ROWS


def test_row_numbers_are_those_of_the_sheet_when_its_top_and_left_are_empty():
    rows = rows_of(xlsx({"台账": [[], [], ["", "姓名", "门牌"], ["", "柴丽娟", "3-2-501"]]}))
    assert rows[2] == ["", "姓名", "门牌"]
    assert rows[3][1] == "柴丽娟"


def test_it_gives_merged_ranges_of_both_kinds_of_workbook():
    new = open_book(xlsx({"a": ROWS}, merged=[("a", "B2:B3")]), "a.xlsx").sheet("a")
    old = open_book(xls(ROWS, merged=[(1, 2, 1, 1)]), "a.xls").sheet("台账")
    assert new.merged == [((1, 1), (2, 1))]
    assert old.merged == [((1, 1), (2, 1))]


def test_it_reads_a_number_that_excel_wrote_as_a_formula_into_a_csv():
    assert rows_of(b'a,b\n"=""231085197403020426""",1\n', "a.csv")[1][0] == "231085197403020426"


def test_it_keeps_line_breaks_within_cells():
    assert rows_of(text([["姓名", "备注"], ["柴丽娟", "一\n二"]]), "a.csv")[1][1] == "一\n二"


def word_document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("word/document.xml", "<w/>")
    return stream.getvalue()


def encrypted() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "台账.xlsx", problems.FileEmpty),
        (b"  \r\n\x00", "台账.csv", problems.FileEmpty),
        (b"%PDF-1.7 ...", "台账.xlsx", problems.WrongKind),
        (b"\xff\xd8\xff\xe0 picture", "台账.jpg", problems.WrongKind),
        (word_document(), "台账.xlsx", problems.WrongKind),
        (b"<html><table><tr><td>1</td></tr></table></html>", "台账.xls", problems.WebPage),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "台账.xls", problems.WebPage),
        (b"something else", "台账.xlsx", problems.FileDamaged),
        (b"something else", "台账.bin", problems.WrongKind),
        (b"PK\x03\x04 and then nothing", "台账.xlsx", problems.FileDamaged),
        (xlsx({"a": ROWS})[:-200], "台账.xlsx", problems.FileDamaged),
        (encrypted(), "台账.xlsx", problems.PasswordProtected),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "台账.xls", problems.FileDamaged),
        (b"\xff\xff\x81\x30\xff\xff,1\n", "台账.csv", problems.EncodingUnknown),
        (bytes(1) * 20 + b"x" + b"\x00a\x00b", "台账.csv", problems.EncodingUnknown),
    ],
)
def test_it_refuses_what_is_no_workbook(content, name, refusal):
    with pytest.raises(refusal) as caught:
        rows_of(content, name)
    assert caught.value.advice


def test_it_refuses_a_file_that_is_too_large():
    with pytest.raises(problems.FileTooLarge):
        open_book(b"a," * (MAX_FILE // 2 + 1), "a.csv")


def test_it_refuses_a_sheet_with_one_stray_cell_far_out():
    book = xlsx({"a": ROWS})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                stray = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", stray)
            new.writestr(part, content)
    with pytest.raises(problems.SheetTooLarge):
        open_book(stream.getvalue(), "a.xlsx")


def test_a_glimpse_shows_the_top_of_a_large_sheet_and_counts_all_of_it(monkeypatch):
    monkeypatch.setattr("linli.imports.glimpses.LARGE", 1000)
    monkeypatch.setattr("linli.imports.glimpses.HEAD", 40_000)
    content = xlsx(
        {"大表": [["姓名", "门牌"], *([f"赵{n}", f"1-1-{n}"] for n in range(3000))]},
        merged=[("大表", "A1:B1")],
    )
    sheet = open_book(content, "a.xlsx", glimpse=True).sheet("大表")
    assert sheet.height == 3001
    assert len(list(sheet.rows)) < 3000
    assert sheet.merged == [((0, 0), (0, 1))]


def test_separators_are_found_by_agreement_of_the_lines():
    assert texts.separator_of("a;b;c\n1,5;2;3\n2,5;3;4") == ";"


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_sheets_name_them(index, letter):
    assert column_letter(index) == letter


def test_the_smallest_sheet_can_be_opened():
    assert rows_of(plain())[0] == ["姓名", "门牌", "电话"]
