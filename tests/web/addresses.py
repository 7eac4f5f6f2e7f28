"""Every address of the application, with something in its place for each part that varies."""

from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

SAMPLES: dict[str, Any] = {"filename": "app.css"}


def addresses(app: Flask, method: str, **known: Any) -> list[tuple[str, str]]:
    """Return (endpoint, address) for each rule that takes the method; `known` gives values by name."""
    adapter = app.url_map.bind("localhost")
    return [
        (rule.endpoint, adapter.build(rule.endpoint, _values(rule, known), method=method))
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ())
    ]


def _values(rule: Rule, known: dict[str, Any]) -> dict[str, Any]:
    default = {name: _sample(converter) for name, converter in rule._converters.items()}
    given = {name: value for name, value in {**SAMPLES, **known}.items() if name in default}
    return {**default, **given}


def _sample(converter: BaseConverter) -> Any:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "1"
