"""The public report of a programme: what was examined, how, with which figures (R9.5)."""
