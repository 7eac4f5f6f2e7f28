"""One's deadlines in one's own calendar: a feed at a secret address."""
