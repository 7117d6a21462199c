"""A paper as PDF, with its Chinese font and pictures inside it: nothing of the machine is needed to make or read it."""

import io
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, WrapMode
from fpdf.fonts import FontFace
from PIL import Image, ImageOps, UnidentifiedImageError

from helpline.documents.paper import Paper, Part

FONT = files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"
MARGIN, LINE, LABEL = 18, 6.5, 26  # mm
PHOTO, GAP, A_ROW = 55, 4, 3  # mm between pictures, and how many stand beside each other
PIXELS = 900  # of a picture's longer side: sharp on paper, and small enough to send
GREY, BLUE = (90, 90, 90), (11, 61, 145)


class _Sheet(FPDF):
    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.paper = paper
        self.add_font("sans", fname=str(FONT))
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.set_title(f"{paper.title} {paper.number}")
        self.set_author(paper.company)
        self.set_lang("zh-CN")

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("sans", size=8)
        self.set_text_color(*GREY)
        self.cell(0, 6, f"{self.paper.company}　{self.paper.hotline}")
        self.cell(0, 6, f"{self.paper.number}　{self.page_no()}/{{nb}}", align="R")


def render(paper: Paper, uploads: Path) -> bytes:
    """The file. A picture that is gone, or that nothing can draw, is left out."""
    sheet = _Sheet(paper)
    sheet.add_page()
    sheet.set_text_color(*BLUE)
    sheet.set_font("sans", size=20)
    sheet.cell(0, 11, paper.title, new_x="LMARGIN", new_y="NEXT")
    sheet.set_text_color(*GREY)
    sheet.set_font("sans", size=10)
    sheet.cell(0, 6, f"{paper.company}　{paper.number}", new_x="LMARGIN", new_y="NEXT")
    sheet.set_draw_color(*BLUE)
    sheet.line(MARGIN, sheet.y + 2, sheet.w - MARGIN, sheet.y + 2)
    sheet.ln(6)
    for part in paper.parts:
        _part(sheet, part, uploads)
    return bytes(sheet.output())


def _part(sheet: _Sheet, part: Part, uploads: Path) -> None:
    pictures = [picture for id in part.photos if (picture := _picture(uploads / id))]
    first = max((_size(picture)[1] for picture in pictures[:A_ROW]), default=LINE)
    if sheet.will_page_break(2 * LINE + first):  # no heading stands alone at the foot
        sheet.add_page()
    if part.heading:
        sheet.set_font("sans", size=13)
        sheet.set_text_color(*BLUE)
        sheet.cell(0, 9, part.heading, new_x="LMARGIN", new_y="NEXT")
    if part.table:
        _table(sheet, part.table)
    for label, text in part.facts:
        _fact(sheet, label, text)
    _photos(sheet, pictures)
    sheet.ln(4)


def _fact(sheet: _Sheet, label: str, text: str) -> None:
    sheet.set_font("sans", size=10.5)
    if sheet.will_page_break(LINE):
        sheet.add_page()
    sheet.set_text_color(*GREY)
    sheet.cell(LABEL, LINE, label)
    sheet.set_text_color(0)
    sheet.multi_cell(0, LINE, text, wrapmode=WrapMode.CHAR, align="L", new_x="LMARGIN", new_y="NEXT")


def _table(sheet: _Sheet, rows: Sequence[Sequence[str]]) -> None:
    sheet.set_font("sans", size=10)
    sheet.set_text_color(0)
    sheet.set_draw_color(180)
    widths = (3, *([1.2] * (len(rows[0]) - 1)))
    with sheet.table(
        rows,
        col_widths=widths,
        text_align="LEFT",
        line_height=LINE,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        wrapmode=WrapMode.CHAR,
        headings_style=FontFace(color=GREY),
    ):
        pass
    sheet.ln(1)


def _photos(sheet: _Sheet, pictures: Sequence[Image.Image]) -> None:
    for begin in range(0, len(pictures), A_ROW):
        row = [(picture, *_size(picture)) for picture in pictures[begin : begin + A_ROW]]
        height = max(high for _, _, high in row)
        if sheet.will_page_break(height):
            sheet.add_page()
        top = sheet.y
        for at, (picture, wide, high) in enumerate(row):
            sheet.image(picture, x=MARGIN + at * (PHOTO + GAP), y=top, w=wide, h=high)
        sheet.set_y(top + height + GAP)


def _size(picture: Image.Image) -> tuple[float, float]:
    """In mm, within a square."""
    share = PHOTO / max(picture.width, picture.height)
    return picture.width * share, picture.height * share


def _picture(file: Path) -> Image.Image | None:
    """Upright and small; None where there is none."""
    try:
        with Image.open(io.BytesIO(file.read_bytes())) as found:
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError, SyntaxError):
        return None
    upright.thumbnail((PIXELS, PIXELS))
    return upright
