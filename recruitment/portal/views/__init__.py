"""The candidate's pages, on a phone first: who comes in, their wishes, the answer, the receipt."""

from recruitment.portal.views import identity, leaving, links, receipts, replies, wishes
from recruitment.portal.views.pages import blueprint

__all__ = ["blueprint", "identity", "leaving", "links", "receipts", "replies", "wishes"]
