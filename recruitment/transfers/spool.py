"""Checked lines of a command's import, between its check and its writing: a file without a name, gone with
the
process. What the screen imports is kept in the database instead, since another process writes it."""

import marshal
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any

from recruitment.transfers.staging import CHANGED, NEW, Announced

LENGTH = 8  # bytes before each block: read whole, it comes ten times quicker than piece by piece


class Spool:
    """Lines that will be written, in the order of the file."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed with the spool

    def add(self, lines: Sequence[Announced]) -> None:
        """Keep those that change something; their remarks have been told already."""
        rows: list[tuple[Any, ...]] = [
            (line.number, line.action, line.values, line.changes, line.speaks, [])
            for line in lines
            if line.action in (NEW, CHANGED)
        ]
        if rows:
            block = marshal.dumps(rows)
            self._file.write(len(block).to_bytes(LENGTH))
            self._file.write(block)

    def chunks(self) -> Iterator[list[Announced]]:
        """Give them back."""
        self._file.seek(0)
        while length := self._file.read(LENGTH):
            rows = marshal.loads(self._file.read(int.from_bytes(length)))  # noqa: S302 - written just above
            yield [Announced(*row) for row in rows]

    def close(self) -> None:
        """Forget them."""
        self._file.close()
