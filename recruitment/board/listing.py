"""What a list shows, as its address says: filters, sort, page. Every value of an address is checked here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from recruitment.rules.vocabulary import ApplicationState
from recruitment.web.paging import Paged, number_in

GROUPS = ("without_contract", "with_contract")
DEADLINES = ("today", "week", "later", "past", "none")  # of what is still to be decided
REPLIES = ("pending", "accept", "accept_keeping_wishes", "decline", "expired")
ENROLMENTS = ("to_do", "done", "to_undo")
CONTACT_SORTS = ("telephone", "courriel")
SORTS = (
    "nom",
    "numero",
    "origine",
    "etat",
    "limite",
    "passage",
    "reponse",
    "employeur",
    "ia",
    "decision",
    *CONTACT_SORTS,
)
SIZES = (25, 50, 100)
LONGEST_SEARCH = 100
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """The filters, the sort and the page of a list. `sort` begins with `-` when it goes down.

    `contacts`: whether the reader may see contact details today. Without it, sorting by one sorts by name: an
    order tells what it sorts (R2.8).
    """

    path: str
    state: str = ""
    group: str = ""
    deadline: str = ""
    reply: str = ""
    enrolment: str = ""
    search: str = ""
    sort: str = "nom"
    page: int = 1
    per_page: int = 25
    total: int = 0
    contacts: bool = False
    rows: Sequence[Any] = field(default=(), compare=False)

    @property
    def filters(self) -> dict[str, str]:
        """Return the filters under the names that the address gives them."""
        return {
            "q": self.search,
            "etat": self.state,
            "groupe": self.group,
            "echeance": self.deadline,
            "reponse": self.reply,
            "ia": self.enrolment,
        }

    def counted(self, total: int) -> "Listing":
        """Return the listing once its rows are counted; a page past the end becomes the last one."""
        counted = replace(self, total=total)
        return replace(counted, page=min(self.page, counted.pages))

    def for_reader(self, *, contacts: bool) -> "Listing":
        """Return the listing for a reader who may see contact details today, or may not."""
        return replace(self, contacts=contacts)

    def with_rows(self, rows: Sequence[Any]) -> "Listing":
        """Return the listing with the rows of its page."""
        return replace(self, rows=rows)

    @property
    def query(self) -> str:
        """Return the list's own `?…`, carried by the links to files, or nothing."""
        return self.changed()

    def changed(self, **changes: object) -> str:
        """Return `?…` with these parameters changed, or nothing; what has its usual value is left out."""
        values = {**self.filters, "tri": self.sort, "page": self.page, "par": self.per_page, **changes}
        query = urlencode({name: value for name, value in values.items() if value != USUAL[name]})
        return f"?{query}" if query else ""

    def url(self, **changes: object) -> str:
        """Return the list's own address with these parameters changed."""
        return self.path + self.changed(**changes)


USUAL: dict[str, object] = {
    "etat": "",
    "groupe": "",
    "echeance": "",
    "reponse": "",
    "ia": "",
    "q": "",
    "tri": "nom",
    "page": 1,
    "par": 25,
}
STATES = frozenset(str(state) for state in ApplicationState)


def read(path: str, args: Mapping[str, str]) -> Listing:
    """Read a listing from an address; a value that means nothing is ignored."""
    sort = args.get("tri", "nom")
    return Listing(
        path=path,
        state=_one_of(args.get("etat", ""), STATES),
        group=_one_of(args.get("groupe", ""), GROUPS),
        deadline=_one_of(args.get("echeance", ""), DEADLINES),
        reply=_one_of(args.get("reponse", ""), REPLIES),
        enrolment=_one_of(args.get("ia", ""), ENROLMENTS),
        search=args.get("q", "").strip()[:LONGEST_SEARCH],
        sort=sort if sort.removeprefix("-") in SORTS else "nom",
        page=min(max(number_in(args.get("page", ""), 1), 1), LAST_PAGE),
        per_page=number_in(args.get("par", ""), SIZES[0])
        if args.get("par") in {str(n) for n in SIZES}
        else SIZES[0],
    )


def _one_of(value: str, known: tuple[str, ...] | frozenset[str]) -> str:
    return value if value in known else ""
