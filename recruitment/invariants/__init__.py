"""States that should be impossible. Each is looked for in the rows themselves, nightly and on demand.

The database refuses most of them by its constraints and triggers; this is the watch over the guards, and over
what came in by another door.
"""
