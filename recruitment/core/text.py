"""One spelling for names: the one that is kept, and the one that is searched and sorted."""

import re
import unicodedata

NAME_CHARACTERS = 120

_DROPPED = ("Mn", "Me", "Cf")  # accents, enclosing marks, characters without a shape


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if unicodedata.category(letter) not in _DROPPED)


def _latin_table() -> dict[int, str]:
    """Each Latin letter with the plain ones it is folded to; every apostrophe and hyphen as a space."""
    letters = filter(str.isalpha, map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))))
    table = {letter: _without_marks(_without_marks(letter).casefold()) for letter in letters}
    # These have no decomposition in Unicode.
    plain = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
    table |= plain | {letter.upper(): spelt for letter, spelt in plain.items() if letter != "ı"}
    table |= dict.fromkeys("-'‘’‚‛′‵ʹʻʼʽ`´‐‑‒–—―−﹣－＇·", " ")
    return str.maketrans(table)


_FOLDED = _latin_table()

_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HIDDEN = re.compile(f"[{''.join(_BIDIRECTIONAL)}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNREADABLE = frozenset("\ufffd")  # what a broken conversion leaves in place of a letter
_MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED_MARKS = re.compile(rf"[{_MARKS}]{{4}}")


class TextRefused(ValueError):  # noqa: N818 - a refusal, like the others
    """Why a text cannot be kept: `control`, `bidirectional`, `unreadable`, `marks` or `too_long`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def fold(text: str) -> str:
    """Spell without accents, case, apostrophes or hyphens: what is searched, sorted and compared."""
    if text.isascii():
        return " ".join(text.lower().replace("-", " ").replace("'", " ").replace("`", " ").split())
    folded = text.translate(_FOLDED)
    if not folded.isascii():
        folded = _without_marks(_without_marks(folded).casefold()).translate(_FOLDED)
    return " ".join(folded.lower().split())


def clean_name(text: str, *, limit: int = NAME_CHARACTERS) -> str:
    """Give the one spelling that is kept: composed letters, single spaces, nothing that cannot be seen."""
    text = text.strip()
    if not text.isprintable() or "\ufffd" in text:
        text = _checked(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _STACKED_MARKS.search(text):
            raise TextRefused("marks")
    if "  " in text:
        text = " ".join(text.split())
    if len(text) > limit:
        raise TextRefused("too_long")
    return text


def clean_text(text: str) -> str:
    """Take away what a free text pasted from elsewhere brings and nobody sees: changes of direction, controls."""
    return text if text.isprintable() else _HIDDEN.sub("", text)


def _checked(text: str) -> str:
    """Turn the other spaces (no-break, thin …) into plain ones, and refuse the rest of what has no shape."""
    letters = []
    for letter in text:
        if letter in _BIDIRECTIONAL:
            raise TextRefused("bidirectional")
        if letter in _UNREADABLE or not (letter.isprintable() or unicodedata.category(letter) == "Zs"):
            raise TextRefused("unreadable" if letter in _UNREADABLE else "control")
        letters.append(letter if letter.isprintable() else " ")
    return "".join(letters).strip()


def continued(sentence: str) -> str:
    """Return a sentence as it stands after a colon or within another: no capital but an acronym's."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
