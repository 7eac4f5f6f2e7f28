"""Read back what was handed out."""

import csv
import io

from flask import Flask
from flask.testing import FlaskClient

BOM = b"\xef\xbb\xbf"
Row = dict[str, str]


def rows(data: bytes) -> list[Row]:
    """Return the lines of a file by the names of its header."""
    assert data.startswith(BOM)
    text = data.removeprefix(BOM).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def header(data: bytes) -> list[str]:
    """Return the names of the columns."""
    return data.removeprefix(BOM).decode().splitlines()[0].split(";")


def downloaded(client: FlaskClient, address: str) -> list[Row]:
    """Return the lines of a file taken from the screen."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return rows(answer.data)


def written(app: Flask, *arguments: str) -> bytes:
    """Return what `flask export …` writes on standard output."""
    result = app.test_cli_runner().invoke(args=["export", *arguments])
    assert result.exit_code == 0, result.stderr
    return bytes(result.stdout_bytes)
