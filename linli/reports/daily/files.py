"""The report as a file: workbook, Word document, PDF."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpResponse

from linli.reports.daily.paper import Column, Paper, Table
from linli.reports.daily.pdf import PDF, pdf_document
from linli.reports.daily.word import DOCX, word_document
from linli.reports.workbooks import XLSX, Heading, Kind, Sheet, write_workbook


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    kind: str

    def as_response(self) -> HttpResponse:
        ending = self.name.rpartition(".")[2]
        # RFC 5987: the name in Chinese, and plain letters for whatever cannot read it.
        named = f"attachment; filename=linli.{ending}; filename*=UTF-8''{quote(self.name)}"
        headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
        return HttpResponse(self.content, content_type=self.kind, headers=headers)


def workbook(paper: Paper, language: str) -> File:
    sheets = [_sheet(paper, table) for table in paper.tables]
    return File(f"{paper.name}.xlsx", write_workbook(sheets, paper.mark), XLSX)


def document(paper: Paper, language: str) -> File:
    return File(f"{paper.name}.docx", word_document(paper), DOCX)


def pdf(paper: Paper, language: str) -> File:
    return File(f"{paper.name}.pdf", pdf_document(paper, language=language), PDF)


MAKERS: dict[str, Callable[[Paper, str], File]] = {"xlsx": workbook, "docx": document, "pdf": pdf}


def _sheet(paper: Paper, table: Table) -> Sheet:
    rows = [*table.rows, *([table.total] if table.total else [])]
    return Sheet(
        name=table.title[:31],
        title=f"{paper.title} · {table.title}",
        notes=[*paper.notes, *paper.signatures],
        headings=[_heading(one) for one in table.columns],
        rows=rows,
    )


def _heading(one: Column) -> Heading:
    return Heading(one.text, one.width + 2, Kind.NUMBER if one.is_number else Kind.TEXT)
