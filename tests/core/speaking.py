"""A process that does what it is ordered to."""

import json
import os
import sys

from recruitment.core.sandbox import confine

MEGABYTE = 1024 * 1024

if __name__ == "__main__":
    orders = json.loads(sys.argv[1])
    confine(memory=200 * MEGABYTE, cpu_seconds=1)
    if "show_environment" in orders:
        print("\n".join(os.environ))  # noqa: T201
    if "allocate" in orders:
        bytearray(300 * MEGABYTE)
    if "spin" in orders:
        while True:
            pass
    if "write" in orders:
        with open(orders["write"], "w") as file:  # noqa: PTH123
            file.write("a")
    if "shout" in orders:
        print("x" * 3 * MEGABYTE)  # noqa: T201
    if "stop_short" in orders:
        print("no end of line", end="")  # noqa: T201
