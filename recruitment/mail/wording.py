"""What a letter to a candidate says: a subject and a body in a closed syntax, which a centre may write itself.

`{name}` stands for a variable of the letter, `**…**` for what matters, `- ` begins an item of a list, an empty line a
paragraph. Nothing else means anything, and no value is read again once it is in its place: what a programme or an
employer is called is only ever text. A paragraph or an item that comes out empty is left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from recruitment.web.filters import nbsp

LINK = "lien"  # the path of the candidate's own pages
BLOCKS = frozenset({"reponses"})  # variables of several lines, alone in their paragraph
_PIECE = re.compile(r"(\{[^{}]*\}|\*\*)")
_NAME = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject of one line, and a body."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What is in the place of `{…}`: the subject, the body as text and as HTML."""

    subject: str
    text: str
    html: Markup


@dataclass(frozen=True, slots=True)
class _Block:
    lines: tuple[str, ...]
    is_list: bool


def names(text: str) -> list[str]:
    """Return the variables that a text uses, once each."""
    return list(dict.fromkeys(_NAME.findall(text)))


def has_stray_brace(text: str) -> bool:
    """Tell whether a brace is left alone: a variable that would not be replaced."""
    return _BRACE.search(_NAME.sub("", text)) is not None


def fill(wording: Wording, values: Mapping[str, str], url: Callable[[str], str]) -> Filled:
    """Put values in their places; `url` makes an address of a path. Raises KeyError for an unknown variable."""
    given = {name: url(value) if name == LINK else _on_a_line(name, value) for name, value in values.items()}
    subject = _NAME.sub(lambda found: given[found.group(1)], wording.subject)
    blocks = [block for one in _blocks(wording.body) for block in _expanded(one, values)]
    texts, parts = [], []
    for block in blocks:
        lines = [(text, html) for text, html in (_line(line, given) for line in block.lines) if text]
        if lines:
            texts.append("\n".join(f"- {text}" if block.is_list else text for text, _html in lines))
            parts.append(_html_of(block, [html for _text, html in lines]))
    return Filled(subject, "\n\n".join(texts), Markup("\n").join(parts))


def _on_a_line(name: str, value: str) -> str:
    """Return a value as part of a line; one of several lines, ours, leaves its marks behind."""
    return " ".join((value.replace("**", "") if name in BLOCKS else value).split())


def _blocks(body: str) -> Iterator[_Block]:
    """Cut a body into paragraphs and lists."""
    for paragraph in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").replace("\r", "\n")):
        lines: list[str] = []
        is_list = False
        for line in paragraph.split("\n"):
            item = line.lstrip().startswith("- ")
            if lines and item is not is_list:
                yield _Block(tuple(lines), is_list)
                lines = []
            is_list = item
            lines.append(line.strip().removeprefix("- ") if item else line.strip())
        yield _Block(tuple(lines), is_list)


def _expanded(block: _Block, values: Mapping[str, str]) -> Iterator[_Block]:
    """Return the block, or those that its one variable stands for."""
    alone = names(block.lines[0]) if len(block.lines) == 1 else []
    if len(alone) == 1 and alone[0] in BLOCKS and block.lines[0] == f"{{{alone[0]}}}":
        yield from _blocks(values[alone[0]])
    else:
        yield block


def _line(line: str, given: Mapping[str, str]) -> tuple[str, Markup]:
    """Return a line as text and as HTML."""
    pieces = [piece for piece in _PIECE.split(nbsp(line)) if piece]  # before the values: they are text
    marks = pieces.count("**") // 2 * 2  # a last one without its pair is text
    text, html, seen = "", Markup(), 0
    for piece in pieces:
        if piece == "**" and seen < marks:
            html += Markup("<strong>") if seen % 2 == 0 else Markup("</strong>")
            seen += 1
        elif found := _NAME.fullmatch(piece):
            text += given[found.group(1)]
            html += _value(found.group(1), given[found.group(1)])
        else:
            text += piece
            html += escape(piece)
    return " ".join(text.split()), html


def _value(name: str, value: str) -> Markup:
    if name == LINK:
        return Markup('<a href="{0}">{0}</a>').format(value)
    return escape(nbsp(value))


def _html_of(block: _Block, lines: list[Markup]) -> Markup:
    if block.is_list:
        return Markup("<ul>\n{}\n</ul>").format(
            Markup("\n").join(Markup("<li>{}</li>").format(one) for one in lines)
        )
    return Markup("<p>{}</p>").format(Markup("<br>\n").join(lines))
