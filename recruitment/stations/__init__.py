"""The day of registration: a personal link and its pages, then the stations on site (R6.8)."""
