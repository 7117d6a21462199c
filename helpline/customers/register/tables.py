"""Tables as files: CSV as spreadsheet programs write it, whatever parts its cells, and XLSX; rows of texts.

A text that begins like a formula is a text. In CSV, which cannot say so, it goes out behind an apostrophe, and comes in
without it.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_UNPACKED = 200_000_000  # bytes of a workbook whose parts are small in the file
MOST_ROWS, MOST_COLUMNS = 100_000, 200
EXACT = 10**15  # whole numbers below it are what was typed
AS_FORMULA = re.compile(r'="([^"]*)"')  # how programs tell Excel that a number is a text
_FORMULA = "=+-@＝＋－＠\t\r\n'"  # the wide ones too: Excel's Chinese edition reads them alike
_SEPARATORS = ",;\t|"  # which of them a program writes hangs on its country
_SAYS_SEPARATOR = re.compile(rf'"?sep=([{_SEPARATORS}])"?[{_SEPARATORS}]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


class TableFault(Exception):
    """The file is no table that can be read; the text says where and why."""


def read(data: bytes, most_rows: int = MOST_ROWS) -> list[list[str]]:
    """The rows with the one of the columns' names first. Empty ones are left out at the end only, so that rows can be
    counted. TableFault as soon as there are more than `most_rows` of them.
    """
    rows = _xlsx(data) if data.startswith(b"PK") else _csv(data)
    table: list[list[str]] = []
    for row in rows:
        if len(table) > most_rows:
            raise TableFault(f"line {len(table) + 1}: more than {most_rows} rows; split the file")
        if len(row) > MOST_COLUMNS:
            raise TableFault(f"line {len(table) + 1}: more than {MOST_COLUMNS} columns")
        table.append(row)
    while table and not any(table[-1]):
        table.pop()
    return table


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if told := _SAYS_SEPARATOR.match(text):  # Excel's own line, no row of the table
        text = text[told.end() :]
    separator = told[1] if told else _separator(text)
    reader = csv.reader(StringIO(text, newline=""), strict=True, delimiter=separator)
    width = 0
    try:
        for row in reader:
            while len(row) > width and not row[-1]:
                row.pop()
            width = width or len(row)  # as many as there are names of columns
            yield [_told(cell) for cell in row]
    except csv.Error as error:
        raise TableFault(f"line {reader.line_num}: {error}") from error


def _told(cell: str) -> str:
    if formula := AS_FORMULA.fullmatch(cell):
        return formula[1]
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple(_FORMULA) else cell


def _separator(text: str) -> str:
    """A comma where the first line has one, else what parts it into the most cells: no column's name holds any."""
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    return "," if "," in first else max(_SEPARATORS, key=first.count)


def _decoded(data: bytes) -> str:
    """What spreadsheet programs write here: UTF-8, UTF-16 with its mark, or the system's own GB18030."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise TableFault(f"line {line}: is neither UTF-8, UTF-16 nor GB18030 text")


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        with ZipFile(BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise TableFault("line 1: the workbook is too large; save only the sheet with the table")
        book = load_workbook(BytesIO(data), read_only=True)
        width = 0
        for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
            cells = [_shown(value) for value in row]
            while len(cells) > width and not cells[-1]:
                cells.pop()
            width = width or len(cells)  # as many as there are names of columns: empty cells at the end are cells
            yield cells + [""] * (width - len(cells))
    except TableFault:
        raise
    except (BadZipFile, KeyError, ValueError, OSError, IndexError, TypeError, AttributeError, SyntaxError) as error:
        raise TableFault("line 1: the workbook cannot be read; save it anew as XLSX") from error


def _shown(value: Any) -> str:
    """A cell as its text: days as days, whole numbers as they were typed; a number that lost digits shows that."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(int(value)) if abs(value) < EXACT and value == int(value) else f"{value:E}"
    return str(value)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([f"'{cell}" if cell.startswith(tuple(_FORMULA)) else cell for cell in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Every cell is text, phones and numbers too, so that no program rounds or runs any of it."""
    book = Workbook()
    sheet = book.active
    for at, row in enumerate((columns, *rows), 1):
        for column, told in enumerate(row, 1):
            cell: Cell = sheet.cell(at, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", told)
            cell.data_type, cell.number_format = "s", "@"
    out = BytesIO()
    book.save(out)
    return out.getvalue()
