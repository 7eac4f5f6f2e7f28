"""A report as a file to keep: the same content, on A4.

The fonts are those that every reader of PDF has; they write what cp1252 holds, French typography included.
"""

import unicodedata
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace
from fpdf.prefs import ViewerPreferences

from recruitment.report.content import Content, Line

ENCODING = "cp1252"
FONT = "Helvetica"
MARGIN, WIDTH = 20, 170  # millimetres
VALUE = 35
GREY = 170
_SAME = str.maketrans(
    {"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2011": "-", "−": "–", "≥": ">=", "≤": "<=", "→": "->"}
)


class _Page(FPDF):
    """A4 with the number of each page at its foot."""

    def footer(self) -> None:
        """Number the page."""
        self.set_y(-15)
        self.set_font(FONT, size=8)
        self.cell(0, 8, _plain(f"Page {self.page_no()}"), align="R")


def written(content: Content, at: datetime) -> bytes:
    """Return the file; the same content gives the same bytes."""
    page = _Page(format="A4")
    page.core_fonts_encoding = ENCODING
    page.set_lang("fr-FR")
    page.set_title(_plain(f"Rapport public : {content.title}"))
    page.set_producer("Tremplin")
    page.set_creation_date(at)
    page.viewer_preferences = ViewerPreferences(display_doc_title=True)
    page.set_margins(MARGIN, MARGIN)
    page.set_auto_page_break(auto=True, margin=MARGIN)
    page.add_page()
    _head(page, content)
    _section(page, "Examen des candidatures", [content.examination])
    _figures(page, content.lines)
    for section in content.sections:
        _section(page, section.title, section.paragraphs)
    page.ln(4)
    _text(page, content.dated, size=8)
    return bytes(page.output())


def _head(page: FPDF, content: Content) -> None:
    _text(page, "Rapport public d’examen des candidatures en apprentissage", size=9)
    page.ln(1)
    _text(page, content.title, size=16, style="B")
    _text(page, content.subtitle, size=9)


def _section(page: FPDF, title: str, paragraphs: list[str]) -> None:
    _heading(page, title)
    for paragraph in paragraphs:
        _text(page, paragraph)
        page.ln(1.5)


def _heading(page: FPDF, title: str) -> None:
    page.ln(4)
    page.start_section(_plain(title))
    _text(page, title, size=12, style="B")
    page.ln(1)


def _figures(page: FPDF, lines: list[Line]) -> None:
    _heading(page, "Chiffres")
    page.set_font(FONT, size=10)
    page.set_draw_color(GREY)
    page.set_line_width(0.2)
    bold = FontFace(emphasis="BOLD")
    with page.table(
        col_widths=(WIDTH - VALUE, VALUE),
        text_align=("LEFT", "RIGHT"),
        borders_layout="HORIZONTAL_LINES",
        headings_style=bold,
        line_height=6.5,
    ) as table:
        table.row((_plain("Étape"), _plain("Nombre")))
        for line in lines:
            table.row((_plain(f"      {line.label}" if line.inner else line.label), _plain(line.value)))


def _text(page: FPDF, text: str, *, size: float = 10, style: str = "") -> None:
    page.set_font(FONT, style=style, size=size)
    page.multi_cell(0, size * 0.5, _plain(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _plain(text: str) -> str:
    """Return a text of which the fonts have every letter: what they have not is taken apart, else marked."""
    known = unicodedata.normalize("NFC", text).translate(_SAME)
    return "".join(letter if _written(letter) else _nearest(letter) for letter in known)


def _nearest(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter)
    found = "".join(part for part in apart if _written(part) and not unicodedata.combining(part))
    return found or "?"


def _written(letter: str) -> bool:
    try:
        letter.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True
