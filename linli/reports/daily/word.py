"""The report as a Word document: Office Open XML written by hand, for it needs five small parts and no library."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from linli.reports.daily.paper import Column, Paper, Table
from linli.reports.workbooks import Value

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SCHEMAS = "http://schemas.openxmlformats.org"
NAMESPACES = (
    f'xmlns:w="{SCHEMAS}/wordprocessingml/2006/main" xmlns:r="{SCHEMAS}/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# A4 lying, margins of 12 mm, in twentieths of a point.
WIDTH, HEIGHT, MARGIN = 16838, 11906, 680
ROOM = WIDTH - 2 * MARGIN
GREY, RULE = "455260", "B9C1C9"
OFFICE = f"{SCHEMAS}/officeDocument/2006/relationships"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# What XML 1.0 cannot hold.
UNPRINTABLE = {code: None for code in range(32) if code not in {9, 10, 13}}


def word_document(paper: Paper) -> bytes:
    """The file's bytes: tables with the heading on each page, the mark behind them, who and when at the foot."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in _parts(paper):
            # Without the clock of this machine: the same report gives the same bytes.
            book.writestr(zipfile.ZipInfo(name, _stamp(paper.mark.at)), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _stamp(at: datetime) -> tuple[int, int, int, int, int, int]:
    return at.year, at.month, at.day, at.hour, at.minute, 0


def _parts(paper: Paper) -> Iterator[tuple[str, str]]:
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORDS}.{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("header", "header"),
            ("footer", "footer"),
        )
    )
    yield (
        "[Content_Types].xml",
        f'{HEAD}<Types xmlns="{SCHEMAS}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _relations(("officeDocument", "word/document.xml"))
    yield (
        "word/_rels/document.xml.rels",
        _relations(("styles", "styles.xml"), ("header", "header.xml"), ("footer", "footer.xml")),
    )
    yield "word/styles.xml", _styles()
    yield "word/header.xml", f"{HEAD}<w:hdr {NAMESPACES}>{_watermark(paper.mark.short)}</w:hdr>"
    yield "word/footer.xml", f"{HEAD}<w:ftr {NAMESPACES}>{_foot(paper.mark.line)}</w:ftr>"
    yield "word/document.xml", f"{HEAD}<w:document {NAMESPACES}><w:body>{_body(paper)}</w:body></w:document>"


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="r{at}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{SCHEMAS}/package/2006/relationships">{lines}</Relationships>'


def _styles() -> str:
    fonts = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="宋体" w:cs="Arial"/>'
    usual = f'<w:rPrDefault><w:rPr>{fonts}<w:sz w:val="18"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:pPr><w:keepNext/>'
        f'<w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for level, size, before in ((1, 32, 0), (2, 22, 240))
    )
    return f"{HEAD}<w:styles {NAMESPACES}><w:docDefaults>{usual}</w:docDefaults>{headings}</w:styles>"


def _body(paper: Paper) -> str:
    made = [_paragraph(paper.title, style="Heading1")]
    made += [_paragraph(note, grey=True) for note in paper.notes]
    for table in paper.tables:
        made += [_paragraph(table.title, style="Heading2"), _table(table)]
    made += [_paragraph(""), *(_paragraph(line) for line in paper.signatures)]
    return "".join(made) + _section()


def _section() -> str:
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="r2"/><w:footerReference w:type="default" r:id="r3"/>'
        f'<w:pgSz w:w="{WIDTH}" w:h="{HEIGHT}" w:orient="landscape"/>'
        f'<w:pgMar w:top="850" w:right="{MARGIN}" w:bottom="850" w:left="{MARGIN}" w:header="400" w:footer="400" '
        'w:gutter="0"/></w:sectPr>'
    )


def _paragraph(
    text: str, *, style: str = "", grey: bool = False, right: bool = False, bold: bool = False, size: int = 0
) -> str:
    about = (f'<w:pStyle w:val="{style}"/>' if style else "") + ('<w:jc w:val="right"/>' if right else "")
    look = "<w:b/>" if bold else ""
    look += f'<w:color w:val="{GREY}"/>' if grey else ""
    look += f'<w:sz w:val="{size}"/>' if size else ""
    return f"<w:p><w:pPr>{about}</w:pPr>{_run(text, look)}</w:p>"


def _run(text: str, look: str = "") -> str:
    clean = escape(text.translate(UNPRINTABLE))
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{clean}</w:t></w:r>'


def _table(table: Table) -> str:
    widths = _widths(table.columns)
    size = 14 if len(table.columns) > 10 else 18
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rule = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    about = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{rule}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
    )
    head = _row([one.text for one in table.columns], table.columns, widths, size, heading=True)
    rows = [_row(row, table.columns, widths, size) for row in table.rows]
    total = [_row(table.total, table.columns, widths, size, bold=True)] if table.total else []
    return f"<w:tbl>{about}<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}{''.join(total)}</w:tbl>"


def _widths(columns: Sequence[Column]) -> list[int]:
    whole = sum(one.width for one in columns)
    most = min(ROOM, int(whole * 150))
    return [int(one.width * most / whole) for one in columns]


def _row(
    values: Sequence[Value], columns: Sequence[Column], widths: Sequence[int], size: int, *,
    heading: bool = False, bold: bool = False,
) -> str:  # fmt: skip
    """A row is never split over two pages, and the heading repeats."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_SHADE if heading else ""}</w:tcPr>'
        + _paragraph(_text(value), right=column.is_number, bold=heading or bold, size=size)
        + "</w:tc>"
        for value, column, width in zip(values, columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if heading else ''}</w:trPr>{cells}</w:tr>"


_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="E9ECEF"/>'


def _text(value: Value) -> str:
    if isinstance(value, int | float):
        return f"{value:,}"
    return "" if value is None else str(value)


def _foot(line: str) -> str:
    page = "".join(
        f'<w:r><w:rPr>{_SMALL}</w:rPr><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:rPr>{_SMALL}</w:rPr><w:instrText xml:space="preserve"> {field} </w:instrText></w:r>'
        f'<w:r><w:rPr>{_SMALL}</w:rPr><w:fldChar w:fldCharType="end"/></w:r>{between}'
        for field, between in (("PAGE", _run(" / ", '<w:sz w:val="14"/>')), ("NUMPAGES", ""))
    )
    return f'<w:p><w:pPr><w:tabs><w:tab w:val="right" w:pos="{ROOM}"/></w:tabs></w:pPr>{_run(line, _SMALL)}<w:r><w:tab/></w:r>{page}</w:p>'


_SMALL = f'<w:color w:val="{GREY}"/><w:sz w:val="14"/>'


def _watermark(text: str) -> str:
    """Behind the text of every page, across it."""
    shape = (
        '<v:shape id="mark" o:spid="_x0000_s1" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;'
        "width:620pt;height:44pt;rotation:335;z-index:-251658752;mso-position-horizontal:center;"
        'mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" '
        f'fillcolor="#E3E7EA" stroked="f"><v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt" string="{_attribute(text)}"/></v:shape>'
    )
    kind = (
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    )
    return f"<w:p><w:r><w:pict>{kind}{shape}</w:pict></w:r></w:p>"


def _attribute(text: str) -> str:
    return escape(text.translate(UNPRINTABLE), {'"': "&quot;"})
