"""The pages of a list, and the numbers that an address holds."""

from dataclasses import dataclass, replace


class Paged:
    """What follows from the `total` rows of a list, its `page` and how many it shows `per_page`."""

    __slots__ = ()

    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.page - 1) * self.per_page

    @property
    def first(self) -> int:
        """Return the rank of the page's first row, 0 for an empty list."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """Return the rank of the page's last row."""
        return min(self.offset + self.per_page, self.total)


@dataclass(frozen=True, slots=True)
class Pages(Paged):
    """A list in pages, and the address of each; `asked` is the query of the list, without its page."""

    total: int
    page: int
    per_page: int
    asked: str = ""

    def url(self, page: int) -> str:
        """Return the address of another page of the same list."""
        return f"?{self.asked}{'&' if self.asked else ''}page={page}"


def pages(total: int, page: int, per_page: int, asked: str = "") -> Pages:
    """Return the page asked for, or the last there is."""
    found = Pages(total, page, per_page, asked)
    return replace(found, page=min(page, found.pages))


def number_in(text: str, otherwise: int) -> int:
    """Return the number that a part of an address holds, or `otherwise` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
