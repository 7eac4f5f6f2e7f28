"""How hard a password is to guess: common ones, patterns, words of the trade and of the person (ASVS 6.2.4, 6.2.11).

Nothing leaves the machine. zxcvbn knows English only: what French keyboards, French people and this trade make of
passwords is in the lists beside it (`words/common.txt`: the first of zxcvbn's own list, MIT, and French ones).
"""

import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

from zxcvbn_rs_py import zxcvbn

WORDS = Path(__file__).parent / "words"
KEYBOARDS = (
    *("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop"),
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1aqwzsx2edc"),
    *("aqwzsxedcrfvtgbyhnujikolpm", "qazwsxedcrfvtgbyhnujmikolp"),
)
LINKS = frozenset({"de", "des", "du", "la", "le", "les", "l", "d", "et", "en", "au", "aux", "sur", "the"})
SYMBOLS = (str.maketrans("", ""), str.maketrans("@$€", "ase"), str.maketrans("@$€!|+", "aseiit"))
DIGITS = (str.maketrans("013457", "oieast"), str.maketrans("013457", "oleast"))
COMMON_WORDS = 3  # so many of the 5 000 commonest, or fewer, make no password; four are worth 49 bits
SHORTEST_RUN, LONGEST_WORD = 3, 26
SHORTEST_PERIOD = 16  # a shorter pattern, said again and again, is a short password
JUDGED = 40  # characters that zxcvbn reads: 100 that each stand for several letters took it 3 s, 40 take 0.2
GUESSABLE, SOLID, VERY_SOLID = 8.0, 12.0, 16.0  # powers of ten of guesses


def weakness(password: str, about: Iterable[str] = ()) -> str | None:
    """Return the code of the refusal that a password deserves, or None.

    `about` is what is known of the person and the place: names, addresses, the centre.
    """
    own = _own_words(about)
    if _is_repeated(password):
        return "password_repeated"
    free = own | _trade()
    for text in {_plain(password.translate(symbols)) for symbols in SYMBOLS}:
        if _cost(text, frozenset(), free) == 0:
            return "password_own_words" if any(word in text for word in own) else "password_trade"
        if _cost(text, _common(), free) <= COMMON_WORDS:
            return "password_common"
    return "password_common" if guesses(password, own) < GUESSABLE else None


def guesses(password: str, own: Collection[str] = ()) -> float:
    """Return how many guesses a password asks, as a power of ten."""
    return float(zxcvbn(password[:JUDGED], [*own, *_trade()]).guesses_log10)


def level(password: str, about: Iterable[str] = ()) -> int:
    """Return how solid an accepted password is: 1 enough, 2 solid, 3 very solid."""
    power = guesses(password, _own_words(about))
    return 1 + (power >= SOLID) + (power >= VERY_SOLID)


def _plain(text: str) -> str:
    """Return the letters and the digits, without accents or case."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())


def _own_words(about: Iterable[str]) -> frozenset[str]:
    """Return the words of names and addresses, each by itself."""
    separated = (" ".join("".join(c if c.isalnum() else " " for c in text).split()) for text in about)
    words = {_plain(word) for text in separated for word in text.split()}
    return frozenset(word for word in words if len(word) > 1) - _trade() - LINKS


@cache
def _common() -> frozenset[str]:
    return frozenset((WORDS / "common.txt").read_text(encoding="ascii").split())


@cache
def _trade() -> frozenset[str]:
    return frozenset((WORDS / "trade.txt").read_text(encoding="ascii").split())


@cache
def _runs() -> frozenset[str]:
    """Return every straight run of keys or letters, both ways."""
    rows = [way for row in KEYBOARDS for way in (row, row[::-1])]
    return frozenset(
        row[start:end]
        for row in rows
        for start in range(len(row))
        for end in range(start + SHORTEST_RUN, min(len(row), start + LONGEST_WORD) + 1)
    )


def _is_repeated(password: str) -> bool:
    """Tell whether a password is a short pattern, again and again."""
    length = len(password)
    return any(
        all(password[place] == password[place - period] for place in range(period, length))
        for period in range(1, min(SHORTEST_PERIOD, length // 2 + 1))
    )


def _cost(text: str, common: frozenset[str], free: frozenset[str]) -> float:
    """Return how many common words the text is made of, at least, beside what costs nothing to guess.

    Digits, runs of keys, a letter said again, words of the trade and of the person are free. What no such
    piece covers makes it infinite. A common word counts once, however often it is said.
    """
    costs: list[float] = [0.0] + [float("inf")] * len(text)
    used: list[frozenset[str]] = [frozenset()] * (len(text) + 1)
    for start in range(len(text)):
        if costs[start] == float("inf"):
            continue
        for end in range(start + 1, min(len(text), start + LONGEST_WORD) + 1):
            piece = text[start:end]
            spellings = {piece, *(piece.translate(digits) for digits in DIGITS)}
            if _is_free(piece) or spellings & free:
                words = used[start]
            elif said := spellings & common:
                words = used[start] | {min(said)}
            else:
                continue
            if len(words) < costs[end]:
                costs[end], used[end] = len(words), words
    return costs[-1]


def _is_free(piece: str) -> bool:
    """Tell whether a piece is digits, a letter said again, a run of keys, or a word that links others."""
    said_again = len(piece) >= SHORTEST_RUN and piece == piece[0] * len(piece)
    return piece.isdigit() or said_again or piece in LINKS or piece in _runs()
