"""One application per engine and process, kept from one test to the next; its database is new each time.

To make one takes as long as a short test, and what SQLAlchemy compiled goes with its engine. What a test changes of
the settings is put back; an application that a test gave more routes or hooks is left to it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from recruitment.core import config
from recruitment.core.database import db
from tests import databases
from tests.compiled import CompiledOnce
from tests.passwords import CHEAP_HASHER

TEMPLATES = CompiledOnce()


class Kept:
    """An application as it was made."""

    def __init__(self, url: str) -> None:
        from app import create_app

        read = config.read(databases.environment(url))
        self.app = create_app(read, {"TESTING": True, "PASSWORD_HASHER": CHEAP_HASHER})
        self.app.jinja_env.bytecode_cache = TEMPLATES
        self._state = self.app.__dict__.copy()
        self._kept = {name: getattr(self.app, name).copy() for name in ("config", "extensions")}
        self._shape = self._measured()

    def is_whole(self) -> bool:
        """Tell whether a test added nothing that cannot be taken away."""
        return self._shape == self._measured()

    def put_back(self) -> None:
        """Undo what a test changed of the settings, and forget that requests were answered."""
        self.app.__dict__.update(self._state)
        for name, values in self._kept.items():
            there: dict[str, Any] = getattr(self.app, name)
            there.clear()
            there.update(values)

    def _measured(self) -> list[int]:
        app = self.app
        hooks = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
        return [
            sum(1 for _ in app.url_map.iter_rules()),
            *(sum(map(len, kind.values())) for kind in hooks),
            len(app.teardown_appcontext_funcs),
            len(app.error_handler_spec),
            len(app.jinja_env.filters),
            len(app.jinja_env.globals),
        ]


_kept: dict[str, Kept] = {}


@contextmanager
def application(url: str) -> Iterator[Flask]:
    """Give the application of that address, as if just made, in a context."""
    kept = _kept.get(url) or _kept.setdefault(url, Kept(url))
    with kept.app.app_context():
        try:
            yield kept.app
        finally:
            _end_jobs()
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
            kept.put_back()
            if not kept.is_whole():
                del _kept[url]


def _end_jobs() -> None:
    """Wait for the jobs that pages started: the next test's database has the same address."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join()
