"""What runs in a process of its own: `python -m bench.children NAME ARGUMENTS`, the answer as JSON on its last line.

The database is the one of the environment, as for the product itself.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from bench import answer_clients, answering, contract_clients, exporting, load, writers


def _url() -> str:
    return os.environ["DATABASE_URL"]


NAMES: dict[str, Callable[..., dict[str, Any]]] = {
    "poll": load.poll,
    "export": lambda: exporting.export(_url()),
    "copy_out": lambda **given: exporting.copy_out(_url(), **given),
    "write": lambda **given: writers.write(_url(), **given),
    "enter": lambda **given: contract_clients.enter(_url(), **given),
    "answer": answer_clients.answer,
    "seats": lambda **given: answering.seats(_url(), **given),
    "take_seats": lambda **given: contract_clients.take_seats(_url(), **given),
}

if __name__ == "__main__":
    print(json.dumps(NAMES[sys.argv[1]](**json.loads(sys.argv[2]))), flush=True)
