"""Where the lists that are sent are kept."""

from pathlib import Path

from flask import current_app

from recruitment.admissions.jobs import folder_in


def folder() -> Path:
    """Return the folder of the lists of this installation."""
    return folder_in(current_app.config["SETTINGS"].data_dir)
