"""A file that somebody sends, read at once: its lines, or in French why it is given up."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app, request

from recruitment.apogee import lists
from recruitment.apogee.lists import ReadList
from recruitment.core.tabular import TableRefused
from recruitment.transfers import uploads, wording
from recruitment.transfers.columns import Column, HeadersRefused
from recruitment.web.forms import InvalidForm

SHOWN = 100


def read(form: Any, columns: Sequence[Column], *, once: bool = True) -> ReadList:
    """Return what a form's file holds. Raises InvalidForm when it is no such file."""
    folder = Path(current_app.config["SETTINGS"].data_dir) / lists.FOLDER
    name = None
    try:
        name = uploads.keep(folder, form.file.data.stream).name
        return lists.read(folder / name, columns, once=once)
    except (TableRefused, HeadersRefused) as refused:
        form.file.errors = [wording.file_refusal(refused)]
        raise InvalidForm(form) from refused
    finally:
        uploads.drop(folder, name)


def file_name(form: Any) -> str:
    """Return the name of the file as it is kept."""
    return wording.file_name(form.file.data.filename)


def year_kept() -> str:
    """Return the part of the address that keeps the session asked for."""
    asked = request.args.get("session", "")
    return f"?session={asked}" if asked.isascii() and asked.isdigit() and len(asked) == len("2025") else ""
