"""What a forked process of the tests finds already imported: see `tests.warm`."""

import gc
import logging

import flask.cli  # noqa: F401
from sqlalchemy.orm import configure_mappers

from app import create_app
from recruitment.core import config
from tests.databases import environment, run_dir

create_app(config.read(environment(f"sqlite:///{run_dir() / 'nothing.sqlite3'}")))  # imports the rooms
configure_mappers()
for name in list(logging.root.manager.loggerDict):
    logging.getLogger(name).handlers.clear()  # they write on this process' streams
gc.collect()
gc.freeze()
