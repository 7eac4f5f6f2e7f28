"""What the list of centres shows, as its address says: session, département, search, sort, page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from recruitment.core.text import fold
from recruitment.labels.regions import DEPARTMENTS
from recruitment.regional.figures import Centre
from recruitment.web.paging import Paged, number_in

LONGEST_SEARCH = 100
LAST_PAGE = 10_000
USUAL_SORT = "-examiner"
#: What each column sorts by; the name settles the rest.
SORTS: dict[str, Callable[[Centre], Any]] = {
    "nom": lambda one: fold(one.name),
    "formations": lambda one: one.programmes,
    "places": lambda one: one.active,
    "taux": lambda one: -1 if one.rate is None else one.rate,
    "examiner": lambda one: one.to_examine,
    "completes": lambda one: one.full,
}
#: « triés par … »
SORT_WORDS = {
    "nom": "nom",
    "formations": "nombre de formations",
    "places": "nombre de contrats",
    "taux": "taux de places prises",
    "examiner": "dossiers à examiner",
    "completes": "formations complètes",
}


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """The filters, the sort and the page of the list of centres. `sort` begins with `-` when it goes down."""

    path: str
    per_page: int
    year: int = 0
    department: str = ""
    search: str = ""
    sort: str = USUAL_SORT
    page: int = 1
    total: int = 0
    rows: Sequence[Any] = field(default=(), compare=False)

    @property
    def sorted_by(self) -> str:
        """Return the column that the list is sorted by, in words."""
        return SORT_WORDS[self.sort.removeprefix("-")]

    @property
    def filters(self) -> dict[str, Any]:
        """Return the filters under the names that the address gives them."""
        return {"session": self.year, "departement": self.department, "q": self.search}

    def url(self, **changes: object) -> str:
        """Return the list's own address with these parameters changed."""
        return self.path + self.query(**changes)

    def query(self, **changes: object) -> str:
        """Return `?…` with these parameters changed, or nothing; what has its usual value is left out."""
        usual = {"session": 0, "departement": "", "q": "", "tri": USUAL_SORT, "page": 1}
        values = {**self.filters, "tri": self.sort, "page": self.page, **changes}
        text = urlencode({name: value for name, value in values.items() if value != usual[name]})
        return f"?{text}" if text else ""

    def of(self, found: Sequence[Centre]) -> "Listing":
        """Return the listing with the rows of its page, out of all the centres."""
        kept = [one for one in found if matches(one, self.search)]
        kept.sort(key=lambda one: (fold(one.name), one.uai))
        kept.sort(key=SORTS[self.sort.removeprefix("-")], reverse=self.sort.startswith("-"))
        counted = replace(self, total=len(kept))
        counted = replace(counted, page=min(self.page, counted.pages))
        return replace(counted, rows=kept[max(counted.first - 1, 0) : counted.last])


def read(path: str, args: Mapping[str, str], per_page: int) -> Listing:
    """Read a listing from an address; a value that means nothing is ignored."""
    sort, department = args.get("tri", USUAL_SORT), args.get("departement", "").upper()
    return Listing(
        path=path,
        per_page=per_page,
        year=number_in(args.get("session", ""), 0),
        department=department if department in DEPARTMENTS else "",
        search=args.get("q", "").strip()[:LONGEST_SEARCH],
        sort=sort if sort.removeprefix("-") in SORTS else USUAL_SORT,
        page=min(max(number_in(args.get("page", ""), 1), 1), LAST_PAGE),
    )


def matches(centre: Any, search: str) -> bool:
    """Tell whether a centre's name, code and town hold every word of a search."""
    text = fold(f"{centre.name} {centre.uai} {centre.town or ''}")
    return all(word in text for word in fold(search).split())
