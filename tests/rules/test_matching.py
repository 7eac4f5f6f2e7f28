"""Whether somebody admitted is a learner known (R6.2)."""

from datetime import date

import pytest

from recruitment.core.text import fold
from recruitment.rules.matching import Identity, Reason, Verdict, match, match_key, same_name

BORN, INE, OTHER_INE = date(2006, 4, 3), "0494004062M", "1234567890V"


def who(last: str, first: str, born: date | None = BORN, ine: str | None = None, usual: str = "") -> Identity:
    """Return a person as typed, folded as the caller folds."""
    return Identity(fold(last), fold(first), born, ine, fold(usual))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (who("Lefèvre", "Noël"), who("LEFEVRE", "Noel"), True),
        (who("Martin", "Jean-Pierre"), who("Martin", "Jean Pierre"), True),
        (who("Martin", "Jean-Pierre"), who("MARTIN", "JEANPIERRE"), True),
        (who("Camille", "Martin"), who("Martin", "Camille"), True),
        (who("Nguyen Van", "An"), who("Van An", "Nguyen"), True),
        (who("D’Œuvre", "Zoé"), who("D'Oeuvre", "Zoe"), True),
        (who("Durand", "Lou", usual="Petit"), who("Petit", "Lou"), True),
        (who("Martin", "Camille"), who("Martin", "Camilla"), False),
        (who("Marti", "Ncamille"), who("Martin", "Camille"), False),
    ],
)
def test_names_are_compared_whatever_their_spelling(one: Identity, other: Identity, same: bool) -> None:
    """R6.2: accents, hyphens and swapped names are tolerated, other letters are not; the key never misses one."""
    assert same_name(one, other) is same
    if same:
        keys = [{match_key(*names, BORN) for names in person.names} for person in (one, other)]
        assert keys[0] & keys[1]


@pytest.mark.parametrize(
    ("known", "verdict", "reason"),
    [
        (who("Aubert", "Léo", BORN, INE), Verdict.SAME, Reason.SAME_INE),
        (who("Aubert", "Léo", None, INE), Verdict.SAME, Reason.SAME_INE),
        (who("Aubert", "Léa", BORN, INE), Verdict.CONFIRM, Reason.INE_OTHER_NAME),
        (who("Aubert", "Léo", date(2005, 1, 1), INE), Verdict.CONFIRM, Reason.INE_OTHER_BIRTH_DATE),
        (who("Aubert", "Léo"), Verdict.CONFIRM, Reason.NAME_AND_BIRTH_DATE),
        (who("Léo", "AUBERT"), Verdict.CONFIRM, Reason.NAME_AND_BIRTH_DATE),
        (who("Aubert", "Léo", None), Verdict.CONFIRM, Reason.NAME_WITHOUT_BIRTH_DATE),
        (who("Aubert", "Léo", BORN, OTHER_INE), Verdict.CONFIRM, Reason.NAME_OTHER_INE),
        (who("Aubert", "Léo", date(2005, 1, 1)), Verdict.NEW, None),
        (who("Blanc", "Léo"), Verdict.NEW, None),
    ],
)
def test_only_the_same_ine_under_the_same_name_is_taken(
    known: Identity, verdict: Verdict, reason: Reason | None
) -> None:
    """R6.2: same INE; else same name and birth date, to confirm by hand; an INE under another name is to confirm."""
    found = match(who("Aubert", "Léo", BORN, INE), {7: known})
    assert (found.verdict, found.alike) == (verdict, ((7, reason),) if reason else ())


def test_the_likeliest_comes_first_and_a_number_held_settles_it() -> None:
    """R6.2: registered already under the same candidate's number, nobody is asked again."""
    known = {1: who("Aubert", "Léo"), 2: who("Aubert", "Léa", BORN, INE)}
    person = who("Aubert", "Léo", BORN, INE)
    assert [id_ for id_, _reason in match(person, known).alike] == [2, 1]
    assert match(person, known).verdict is Verdict.CONFIRM
    assert match(person, known, same_number=[1]).verdict is Verdict.SAME
