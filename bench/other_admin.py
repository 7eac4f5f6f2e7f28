"""Flask-Admin's list of the same table, for comparison: in an environment of its own, never in the product's."""

import json
import os
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

from bench import engines

FOLDER = engines.FOLDER / "flask-admin"
PACKAGES = ("flask-admin", "flask-sqlalchemy", "psycopg[binary]")


class FlaskAdmin:
    """The other application in its process; it measures itself when asked."""

    def __init__(self, engine: str, url: str) -> None:
        self._engine, self._url = engine, url
        self.why = _install()
        self.available = not self.why
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        if self.available:
            self._process = subprocess.Popen(
                [
                    str(FOLDER / "bin" / "python"),
                    str(engines.ROOT / "bench" / "other_admin_page.py"),
                    self._url,
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            if not self._ask({"requests": 2}):
                self.available, self.why = False, "Flask-Admin did not answer"
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process is not None:
            self._process.communicate()

    def cpu_per_request(self, requests: int) -> float:
        """Return the CPU seconds of one page."""
        return float(self._ask({"requests": requests})["cpu"])

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline() or "{}")  # type: ignore[no-any-return]


def _install() -> str:
    """Make the environment once; return why there is none, or nothing."""
    done = FOLDER / "done"
    if done.exists():
        return ""
    if os.environ.get("TREMPLIN_BENCH_OFFLINE"):
        return "not installed (offline)"
    engines.FOLDER.mkdir(parents=True, exist_ok=True)
    commands = (
        [sys.executable, "-m", "venv", str(FOLDER)],
        [str(FOLDER / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", *PACKAGES],
    )
    for command in commands:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            return "Flask-Admin could not be installed"
    done.touch()
    return ""
