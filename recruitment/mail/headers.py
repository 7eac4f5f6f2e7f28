"""Keep what people typed from becoming a header of a mail.

A name such as `é =?utf-8?q?=0ABcc=3A_…?=` in a subject makes CPython before 3.13 write a Bcc line (gh-121650):
what looks like an encoded word is broken before the message is made, whatever the version.
"""

import unicodedata

LONGEST = 200  # characters


def header_safe(text: str) -> str:
    """Return the text on one line, without control or invisible characters, with nothing a reader of mail decodes."""
    kept = (" " if _breaks(char) else char for char in text if not _is_hidden(char))
    line = " ".join("".join(kept).split())
    return line.replace("=?", "= ?").replace("?=", "? =")[:LONGEST]


def _breaks(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"}


def _is_hidden(char: str) -> bool:
    """Tell formatting characters (bidi controls, zero-width) and halves of surrogate pairs from the rest."""
    return unicodedata.category(char) in {"Cf", "Cs"}
