"""The wiring, read top to bottom. Nobody imports this file.

`create_app()` reads the environment; a test may give settings and Flask configuration instead.
"""

import os
from collections.abc import Mapping
from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from htmx_flask import Htmx

from recruitment import cli
from recruitment.accounts import access as rights
from recruitment.accounts import identity, polling
from recruitment.core import config, database, logs
from recruitment.mail import message
from recruitment.web import access, errors, filters, health, memo, navigation, proxies, security
from recruitment.web.session import LazySessionInterface

ROOMS_WITH_TABLES = (
    "journal",
    "mail",
    "accounts",
    "programmes",
    "applications",
    "contracts",
    "enrolments",
    "transfers",
    "agenda",
    "report",
    "privacy",
    "portal",
    "exchanges",
    "admissions",
    "learners",
    "stations",
    "apogee",
    "returns",
)
ROOMS_WITH_MAILS = ("accounts", "applications", "contracts", "portal", "stations", "mailroom")
ROOMS_WITH_PAGES = (
    "accounts",
    "programmes",
    "applications",
    "contracts",
    "enrolments",
    "learners",
    "pictures",
    "board",
    "transfers",
    "agenda",
    "report",
    "portal",
    "regional",
    "admissions",
    "privacy",
    "schedule",
    "stations",
    "exchanges",
    "apogee",
    "platform",
    "returns",
    "mailroom",
)


def create_app(
    settings: config.Settings | None = None, overrides: Mapping[str, object] | None = None
) -> Flask:
    """Return the application, ready to serve."""
    settings = settings or config.read(os.environ)
    app = security.Application(__name__)
    _configure(app, settings)
    app.config.update(overrides or {})
    logs.to_stderr(__name__, "waitress", "apscheduler")
    message.self_test()

    for room in ROOMS_WITH_TABLES:
        import_module(f"recruitment.{room}.models")
    for room in ROOMS_WITH_MAILS:
        import_module(f"recruitment.{room}.mails")
    database.init_app(app)
    Migrate(app, database.db, directory=str(config.ROOT / "migrations"))

    Htmx(app)
    app.session_interface = LazySessionInterface()
    identity.init_app(app)
    polling.init_app(app)
    security.init_app(app)
    proxies.init_app(app, settings.trusted_proxies)
    access.public(app.view_functions["static"])
    errors.init_app(app)
    filters.init_app(app)
    memo.init_app(app)
    navigation.init_app(app, holds=rights.may_somewhere)

    app.register_blueprint(health.blueprint)
    for room in ROOMS_WITH_PAGES:
        app.register_blueprint(import_module(f"recruitment.{room}.views").blueprint)
    if settings.demo:
        from recruitment.demo import views as demonstration

        demonstration.init_app(app, settings.simulated_start)
    cli.register(app)
    return app


def _configure(app: Flask, settings: config.Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    prefix = "__Host-" if settings.cookie_secure else ""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
        TRUSTED_HOSTS=list(settings.hosts) or None,
        SESSION_COOKIE_NAME=f"{prefix}session",
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=security.FORM_LIMIT,
        MAX_FORM_MEMORY_SIZE=security.FORM_LIMIT,
        UPLOAD_LIMIT=settings.upload_limit,
        WTF_I18N_ENABLED=False,  # our forms speak French whatever the browser asks for
        WTF_CSRF_SSL_STRICT=False,  # pages whose address is a secret send no referrer; Sec-Fetch-Site tells more
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session: a page may stay open all morning
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
