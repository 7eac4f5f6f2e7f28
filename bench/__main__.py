"""`python -m bench [NAME…] [--scale small|full]`: every measure, or those named."""

import argparse
import os
import sys

from bench import engines, report
from bench.data import SCALES
from bench.measuring import Figure


def main() -> int:
    """Run the measures, print the table, write the page; status 1 when a target falls short."""
    measures = report.measures()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"among: {', '.join(measures)}")
    parser.add_argument("--scale", choices=sorted({"small", "full"}), default="full")
    parser.add_argument("--engine", choices=engines.ENGINES, action="append")
    parser.add_argument("--no-report", action="store_true", help="leave docs/performance.md as it is")
    given = parser.parse_args()
    unknown = set(given.names) - set(measures)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    os.environ.setdefault("TZ", "UTC")
    figures: list[Figure] = []
    try:
        for name in given.names or measures:
            for engine in given.engine or engines.ENGINES:
                print(f"# {name}, {engine}", file=sys.stderr, flush=True)
                found = measures[name](engine, SCALES[given.scale])
                figures += found
                if given.scale == "full":
                    report.keep(name, engine, found)
                for figure in found:
                    print(report.line(figure), flush=True)
        if given.scale == "full" and not given.no_report:
            report.write()
    finally:
        engines.stop()
    short = [figure for figure in figures if figure.reached is False]
    print(f"\n{len(figures)} figures, {len(short)} short of their target", flush=True)
    return 1 if short and given.scale == "full" else 0


if __name__ == "__main__":
    sys.exit(main())
