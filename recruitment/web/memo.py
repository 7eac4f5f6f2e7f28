"""Fragments of a page that depend on their arguments alone, written once as long as they are asked for again.

A page of the list holds some 200 of them: icons, states, counters, headings, rows. The key is every argument with
its type, so that a text and a markup of the same letters are two; what cannot be a key is written each time.
"""

from collections.abc import Callable, MutableMapping
from datetime import timedelta
from functools import lru_cache, wraps
from typing import Any

from flask import Flask
from markupsafe import Markup

from recruitment.core import clock

MOST = 2_000  # of each kind; a row takes some 2 kB


def written_once(macro: Callable[..., Markup], minutes: int | None = None) -> Callable[..., Markup]:
    """Return a macro that remembers what it wrote; it must read nothing but its arguments.

    What holds somebody's name is forgotten every so many minutes: it must not outlive its erasure.
    """
    remembered = lru_cache(maxsize=MOST, typed=True)(macro)
    kept_since = clock.wall()

    @wraps(macro, assigned=())
    def write(*args: Any, **kwargs: Any) -> Markup:
        nonlocal kept_since
        if minutes and clock.wall() - kept_since > timedelta(minutes=minutes):
            remembered.cache_clear()
            kept_since = clock.wall()
        try:
            return remembered(*args, **kwargs)
        except TypeError:  # an argument that has no hash
            return macro(*args, **kwargs)

    return write


def init_app(app: Flask) -> None:
    """Give the templates `written_once(macro)`."""
    environment = app.jinja_env
    environment.globals["written_once"] = written_once

    def flat_globals(more: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return one dictionary in the place of Jinja's two in a row, which each import would walk again."""
        return {**environment.globals, **(more or {})}

    environment.make_globals = flat_globals  # type: ignore[assignment,method-assign]
