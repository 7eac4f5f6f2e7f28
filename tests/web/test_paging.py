"""The pages of a list: the one asked for or the last there is, and the address of each (R6.4)."""

import pytest

from recruitment.web.paging import pages


@pytest.mark.parametrize(
    ("total", "asked", "shown", "ranks"),
    [(0, 1, 1, (0, 0)), (100, 2, 2, (51, 100)), (101, 3, 3, (101, 101)), (101, 99, 3, (101, 101))],
)
def test_a_page_past_the_last_is_the_last(total: int, asked: int, shown: int, ranks: tuple[int, int]) -> None:
    """R6.4: an address kept from yesterday, when the list was longer, shows its end."""
    listing = pages(total, asked, 50)
    assert (listing.page, listing.offset, (listing.first, listing.last)) == (shown, (shown - 1) * 50, ranks)


def test_each_page_keeps_the_filters() -> None:
    """R6.4: the filters stay from one page to the next."""
    assert pages(100, 1, 50, "vue=sent").url(2) == "?vue=sent&page=2"
    assert pages(100, 1, 50).url(2) == "?page=2"
