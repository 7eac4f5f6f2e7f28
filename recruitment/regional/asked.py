"""What the centres of an académie asked, and how it was answered: the lists and the steps of an answer read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from recruitment.accounts.models import Account
from recruitment.applications.models import Application
from recruitment.contracts.models import RegionalRequest
from recruitment.labels.regions import DEPARTMENTS
from recruitment.programmes import titles
from recruitment.programmes.models import Programme, TrainingCentre
from recruitment.rules.capacity import seats_left
from recruitment.rules.vocabulary import RequestKind
from recruitment.web.paging import number_in

Read: TypeAlias = Row[*tuple[Any, ...]]
STATUSES = ("open", "granted", "declined", "withdrawn")
PER_PAGE = 25
LAST_PAGE = 10_000
_author, _authority = aliased(Account), aliased(Account)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests a page shows, as its address says."""

    status: str = "open"
    kind: str = ""
    department: str = ""
    uai: str = ""
    page: int = 1
    total: int = 0

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def filters(self) -> dict[str, str]:
        """Return the filters under the names that the address gives them."""
        return {
            "etat": self.status,
            "objet": self.kind,
            "departement": self.department,
            "etablissement": self.uai,
        }

    def url(self, **changes: object) -> str:
        """Return the list's own address with these parameters changed."""
        usual = {"etat": "open", "objet": "", "departement": "", "etablissement": "", "page": 1}
        values = {**self.filters, "page": self.page, **changes}
        text = urlencode({name: value for name, value in values.items() if value != usual[name]})
        return "/region/demandes" + (f"?{text}" if text else "")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, with the programme as it is now."""

    row: Read

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def name(self) -> str:
        """Return « BTS Tourisme »: the diploma and the name, without the branch nor what every title says."""
        title = titles.split(self.row.title)
        return f"{title.kind.partition(titles.DASH)[0]} {title.name}".strip()

    @property
    def left(self) -> int:
        """Return the seats that were freed since: a request is made once none is left."""
        return seats_left(self.row.capacity, self.row.seats_taken)

    @property
    def closes(self) -> bool:
        """Tell whether the closure is asked for."""
        return bool(self.row.kind == RequestKind.CLOSURE)


def wanted(args: Mapping[str, str]) -> Wanted:
    """Read which requests are wanted; a value that means nothing is ignored."""
    status, kind = args.get("etat", "open"), args.get("objet", "")
    department = args.get("departement", "").upper()
    return Wanted(
        status if status in (*STATUSES, "answered", "all") else "open",
        kind if kind in list(RequestKind) else "",
        department if department in DEPARTMENTS else "",
        args.get("etablissement", "")[:8].upper(),
        min(max(number_in(args.get("page", ""), 1), 1), LAST_PAGE),
    )


def listed(session: Session, academie: str | None, which: Wanted) -> tuple[Wanted, list[Asked]]:
    """Return a page of requests: open ones from the oldest, others from the newest answer."""
    condition = _condition(academie, which)
    counted = _joined(select(func.count())).where(*condition)
    total = session.scalar(counted) or 0
    page = min(which.page, max(1, -(-total // PER_PAGE)))
    found = Wanted(which.status, which.kind, which.department, which.uai, page, total)
    order = RegionalRequest.made_at.asc() if which.status == "open" else RegionalRequest.made_at.desc()
    rows = session.execute(
        _joined(_columns())
        .where(*condition)
        .order_by(order, RegionalRequest.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return found, [Asked(row) for row in rows]


def open_ones(
    session: Session, academie: str | None, department: str = "", limit: int = PER_PAGE
) -> tuple[int, list[Asked]]:
    """Return how many requests wait for an answer, and those that have waited longest."""
    which = Wanted(department=department)
    found, rows = listed(session, academie, which)
    return found.total, rows[:limit]


def some(session: Session, academie: str | None, ids: Sequence[int]) -> list[Asked]:
    """Return those of these requests that are of the académie, in the order given."""
    statement = _joined(_columns()).where(RegionalRequest.id.in_(ids), TrainingCentre.academie == academie)
    found = {row.id: row for row in session.execute(statement)}
    return [Asked(found[id_]) for id_ in dict.fromkeys(ids) if id_ in found]


def searching(session: Session, programme_ids: Sequence[int]) -> int:
    """Return how many candidates in contract search a closure of these programmes would be told to."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Application)
            .where(Application.programme_id.in_(programme_ids), Application.state == "seeking_contract")
        )
        or 0
    )


def _columns() -> Select[Any]:
    columns: tuple[Any, ...] = (
        *RegionalRequest.__table__.c,
        Programme.code,
        Programme.title,
        Programme.capacity,
        Programme.seats_taken,
        Programme.closed_at,
        TrainingCentre.uai,
        TrainingCentre.name.label("centre_name"),
        TrainingCentre.town.label("centre_town"),
        _author.display_name.label("agent"),
        _authority.display_name.label("answered_by"),
    )
    return select(*columns)


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(RegionalRequest)
        .join(Programme, Programme.id == RegionalRequest.programme_id)
        .join(TrainingCentre, TrainingCentre.id == RegionalRequest.centre_id)
        .outerjoin(_author, _author.id == RegionalRequest.made_by_id)
        .outerjoin(_authority, _authority.id == RegionalRequest.answered_by_id)
    )


def _condition(academie: str | None, which: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [TrainingCentre.academie == academie]
    if which.status == "answered":
        conditions.append(RegionalRequest.status.in_(("granted", "declined")))
    elif which.status != "all":
        conditions.append(RegionalRequest.status == which.status)
    if which.kind:
        conditions.append(RegionalRequest.kind == which.kind)
    if which.department:
        conditions.append(TrainingCentre.department == which.department)
    if which.uai:
        conditions.append(TrainingCentre.uai == which.uai)
    return conditions
