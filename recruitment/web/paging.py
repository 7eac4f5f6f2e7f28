"""The pages of a list, and the numbers that an address holds."""


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


def number_in(text: str, otherwise: int) -> int:
    """Return the number that a part of an address holds, or `otherwise` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
