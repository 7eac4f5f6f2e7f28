"""Invented people: names, schools, numbers that pass their keys and belong to nobody.

Telephone numbers come from the ranges kept for fiction (06 39 98 and 04 65 71), addresses of mail from
example.org, and establishments' codes from the 9 000s of a department, which no school bears.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stdnum import luhn

from recruitment.core.text import fold
from recruitment.demo.familiar import FAMILIAR
from recruitment.demo.words import EMPLOYERS, FAMILY, FEMININE, MASCULINE, SCHOOLS, SERIES, STREETS, TOWNS
from recruitment.rules.identifiers import KEY_LETTERS

FIRST_BIRTH, LAST_BIRTH = date(2003, 9, 1), date(2008, 3, 31)
MINOR_BORN_AFTER = date(2007, 5, 26)
NUMBERS = range(2_380_000, 2_450_000)


@dataclass(frozen=True, slots=True)
class Guardian:
    """A parent of somebody under age."""

    last_name: str
    first_name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate, as the import file tells."""

    number: str
    sex: str
    last_name: str
    first_name: str
    birth_date: date
    ine: str
    email: str
    phone: str
    mobile: str
    school: tuple[str, str, str, int]
    series: str
    address: str
    postal_code: str
    town: str
    guardians: tuple[Guardian, ...]


def uai(department: str, rank: int) -> str:
    """Return a code of an establishment that does not exist, its key right."""
    digits = f"{int(department):03d}9{rank:03d}"
    return digits + KEY_LETTERS[int(digits) % len(KEY_LETTERS)]


def siret(base: str, establishment: str) -> str:
    """Return a SIRET whose two keys are right, from eight digits and the rank of the establishment."""
    siren = base + str(luhn.calc_check_digit(base))
    return siren + establishment + str(luhn.calc_check_digit(siren + establishment))


def employers() -> list[tuple[str, str]]:
    """Return the invented employers: name, SIRET."""
    return [(name, siret(base, establishment)) for name, base, establishment in EMPLOYERS]


class Inventor:
    """Makes people, always the same for one seed; no two share a number, a name or a telephone."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        taken = {number for number, *_ in FAMILIAR}
        self._numbers = iter([n for n in map(str, rng.sample(NUMBERS, 4000)) if n not in taken])
        self._mobiles = iter(rng.sample(range(10_000), 6000))
        self._ines = iter(rng.sample(range(10_000_000), 4000))
        self._names = {(last, first) for _, _, last, first, *_ in FAMILIAR}

    def familiar(self) -> list[Person]:
        """Return the people whom the guide shows by name."""
        return [self._person(n, sex, last, first, SCHOOLS[rank]) for n, sex, last, first, rank, _ in FAMILIAR]

    def anybody(self) -> Person:
        """Return one more person."""
        sex = self._rng.choice("FM")
        last, first = self._name(sex)
        while (last, first) in self._names:
            last, first = self._name(sex)
        self._names.add((last, first))
        return self._person(next(self._numbers), sex, last, first, self._rng.choice(SCHOOLS))

    def _name(self, sex: str) -> tuple[str, str]:
        last = self._rng.choice(FAMILY)
        if self._rng.random() < 0.03:
            last += f"-{self._rng.choice(FAMILY)}"
        return last, self._rng.choice(FEMININE if sex == "F" else MASCULINE)

    def _person(
        self, number: str, sex: str, last: str, first: str, school: tuple[str, str, str, int]
    ) -> Person:
        rng = self._rng
        days = (LAST_BIRTH - FIRST_BIRTH).days
        birth = FIRST_BIRTH + timedelta(days=int(rng.triangular(0, days, days * 0.9)))
        town, postal_code = rng.choice(TOWNS)
        series = rng.choices([name for name, _ in SERIES], [weight for _, weight in SERIES])[0]
        return Person(
            number=number,
            sex=sex,
            last_name=last,
            first_name=first,
            birth_date=birth,
            ine=self._ine() if rng.random() < 0.92 else "",
            email=_mail(first, last),
            phone=f"04 65 71 {_pairs(rng.randrange(10_000))}" if rng.random() < 0.15 else "",
            mobile=self._mobile(),
            school=school,
            series=series,
            address=f"{rng.randint(1, 98)} {rng.choice(STREETS)}",
            postal_code=postal_code,
            town=town,
            guardians=self._guardians(last) if birth > MINOR_BORN_AFTER else (),
        )

    def _guardians(self, last: str) -> tuple[Guardian, ...]:
        sexes = self._rng.choice(("FM", "F", "F", "M"))
        names = [self._rng.choice(FEMININE if sex == "F" else MASCULINE) for sex in sexes]
        return tuple(Guardian(last, first, _mail(first, last), self._mobile()) for first in names)

    def _mobile(self) -> str:
        return f"06 39 98 {_pairs(next(self._mobiles))}"

    def _ine(self) -> str:
        digits = f"99{next(self._ines):08d}"
        return digits + KEY_LETTERS[int(digits) % len(KEY_LETTERS)]


def _pairs(number: int) -> str:
    return f"{number // 100:02d} {number % 100:02d}"


def _mail(first: str, last: str) -> str:
    words = ".".join(fold(word).replace(" ", "-").replace("'", "").replace("’", "") for word in (first, last))
    return f"{words}@example.org"
