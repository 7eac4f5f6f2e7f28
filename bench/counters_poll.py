"""The counters' poll when nothing changed: CPU per request beside a Flask route that returns "ok"."""

from typing import Any

from flask import Flask

from bench import engines
from bench.data import Scale
from bench.measuring import Figure, by_turns, micro, own_cpu, times
from bench.product import BIG_PROGRAMME, answer, environ, product, sign_in

PATH = f"/formations/{BIG_PROGRAMME}/compteurs"


def measure(engine: str, scale: Scale) -> list[Figure]:
    """Return the poll's figure on an engine."""
    requests = 1_000 if scale.name == "full" else 20
    plain = Flask("plain")
    plain.add_url_rule("/compteurs", view_func=lambda: "ok")
    with product(engines.database(engine, scale)) as app:
        sign_in()
        etag = answer(app.wsgi_app, environ(PATH))[1]["ETag"]
        poll, other = environ(PATH, etag=etag), environ("/compteurs")
        status = answer(app.wsgi_app, poll)[0]
        if not status.startswith("304"):
            raise RuntimeError(f"{PATH}: {status}")

        def cpu(application: Any, request: dict[str, Any]) -> float:
            before = own_cpu()
            for _ in range(requests):
                answer(application, request)
            return (own_cpu() - before) / requests

        floor, ours = by_turns(
            scale.rounds, lambda: cpu(plain.wsgi_app, other), lambda: cpu(app.wsgi_app, poll)
        )
    return [
        Figure(
            "counters poll, nothing changed (304): CPU per request",
            engine,
            micro(floor),
            micro(ours),
            times(ours / floor),
            "≤ 3 ×",
            ours <= 3 * floor,
        )
    ]
