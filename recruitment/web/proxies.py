"""Who asks, when our own proxies stand in front (ASVS 4.1.3, 15.3.4).

A header that anybody can write is believed only from the proxies that the installation counts: with none, where a
request comes from is the connection itself, whatever X-Forwarded-For says.
"""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask, count: int) -> None:
    """Take off what exactly `count` proxies added; each must add to X-Forwarded-For, -Proto and -Host."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
