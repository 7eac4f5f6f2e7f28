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
    converters = rule._converters
    default = {name: _sample(converter) for name, converter in converters.items()}
    given = {
        name: value for name, value in {**SAMPLES, **known}.items() if _takes(converters.get(name), value)
    }
    return {**default, **given}


def _takes(converter: BaseConverter | None, value: Any) -> bool:
    """Tell whether the part of that name is there, and may be that value."""
    return converter is not None and (not isinstance(converter, AnyConverter) or value in converter.items)


def _sample(converter: BaseConverter) -> Any:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else "1"
