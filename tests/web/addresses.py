"""Every address of the application, with something in its place for each part that varies."""

from typing import Any

from flask import Flask
from werkzeug.routing import Rule

SAMPLES: dict[str, Any] = {"filename": "app.css"}


def addresses(app: Flask, method: str, **known: Any) -> list[tuple[str, str]]:
    """Return (endpoint, address) for each rule that takes the method; `known` gives values by name."""
    adapter = app.url_map.bind("localhost")
    return [
        (rule.endpoint, adapter.build(rule.endpoint, _values(app, rule, known), method=method))
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ())
    ]


def _values(app: Flask, rule: Rule, known: dict[str, Any]) -> dict[str, Any]:
    whole = app.url_map.converters["int"]
    default = {name: 1 if isinstance(kind, whole) else "1" for name, kind in rule._converters.items()}
    given = {name: value for name, value in {**SAMPLES, **known}.items() if name in default}
    return {**default, **given}
