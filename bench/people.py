"""People who leave the page open: each polls the counters every 5 s, over a connection that stays open."""

from bench import engines, measuring
from bench.data import Scale
from bench.measuring import Figure
from bench.product import product, sign_in
from bench.serving import SERVER, served


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return what the slowest of them wait."""
    people, every, seconds = (2_000, 5, 30) if scale.name == "full" else (40, 0.25, 1)
    url = engines.database(engine, scale)
    with product(url):
        sign_in(people)
    with served(url) as port:
        found = measuring.child(
            "poll",
            url,
            port=port,
            people=people,
            seconds=seconds,
            every=every,
            centres=scale.centres,
            each=scale.programmes // scale.centres,
        )
    reached = found["p99"] < 0.25 and found["errors"] == 0
    return [
        Figure(
            f"{people} people polling every {every} s for {seconds} s ({SERVER}): p99",
            engine,
            f"{found['polls']} polls, {found['unchanged']:.0%} answered 304",
            f"p50 {found['p50'] * 1000:.0f} ms, p99 {found['p99'] * 1000:.0f} ms, {found['errors']} errors",
            "–",
            "p99 < 250 ms, no error",
            reached,
        )
    ]
