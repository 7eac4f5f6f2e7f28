"""A process that migrates databases, each in a child of its own: for the tests that kill them.

`python -m tests.faults.migrating` reads lines `address revision`; it says the child's number when the migration
begins. At the next line it waits for the child's end and says its status (-9 when it was killed): until then the
number is nobody else's.
"""

import os
import sys


def main() -> None:
    """Migrate until the input ends."""
    from flask_migrate import upgrade

    from app import create_app
    from recruitment.core import config
    from tests.databases import ROOT, environment

    for line in sys.stdin:
        url, revision = line.split()
        child = os.fork()
        if child == 0:
            app = create_app(config.read(environment(url)))
            with app.app_context():
                _say(os.getpid())
                upgrade(directory=str(ROOT / "migrations"), revision=revision)
            os._exit(0)
        sys.stdin.readline()
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(word: object) -> None:
    os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    main()
