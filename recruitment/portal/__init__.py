"""The candidate's own pages: where each wish stands, the offer to answer, the receipt (R5.2, R5.7, R5.8)."""
