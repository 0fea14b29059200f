"""The web application: every part of it is named here."""

import gc
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Flask, Request, abort
from htmx_flask import Htmx
from werkzeug.routing import MapAdapter
from werkzeug.sansio.utils import host_is_trusted

import widgets
from app import account, api, config, console, entrance, portal, quoting
from app.config import ROOT, Settings
from app.db import db
from app.demo import cast
from app.domain import catalog, money, vendors
from app.domain.agreements import Agreements
from app.domain.directory import Directory
from app.domain.findings import Ledger
from app.domain.links import Links
from app.domain.passwords import Vault
from app.domain.pinned_scripts import Archive
from app.domain.products import Products
from app.domain.services import Shelf
from app.edge import (
    captcha,
    compression,
    contact,
    errors,
    headers,
    health,
    house,
    limits,
    observing,
    oembed,
    office,
    rights,
    row_ids,
    serving,
    session,
    sharing,
    siblings,
    signing,
    visit,
)
from app.edge.assets import Assets
from app.edge.client import ClientAddress
from app.edge.current import current_request
from app.edge.rendered import PageCache
from app.edge.routing import Finder, Routes

MOST_BODY = 256 * 1024
LONGEST_URL = 8_000


class _App(Flask):
    """Flask without asynchronous views, and with a log that holds no path."""

    url_map_class = Routes

    def log_exception(self, exc_info: Any) -> None:
        """Write a failure down by its route and place, without its words."""
        observing.note_failure(exc_info[1])

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What matches and builds URLs; without subdomains, for which Flask reads the host three times."""
        if request is None:
            return super().create_url_adapter(None)
        return Finder(
            self.url_map,
            server_name=request.host.lower(),
            script_name=request.root_path,
            subdomain="",
            url_scheme=request.scheme,
            path_info=request.path,
            default_method=request.method,
            query_args=request.query_string.decode("latin-1"),
        )

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from the environment, or from given settings. Raises SettingsError."""
    settings = settings or config.read(os.environ)
    vendor = vendors.read(settings.vendor_file)
    if settings.rehearsal:
        vendor = cast.with_builder(vendor, settings.partner_port)
    app = _App("app", template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BODY,
        MAX_FORM_MEMORY_SIZE=MOST_BODY,
    )
    db.open(settings.database_url)
    signing.configure(settings.secret_keys)
    captcha.configure(settings.captcha)
    assets = Assets(vendor.brand)
    offered = widgets.all_widgets()
    app.extensions[house.NAME] = house.House(
        settings=settings,
        vendor=vendor,
        catalog=catalog.read(settings.catalog_file),
        directory=Directory(db, vendor.builders),
        ledger=Ledger(db, observing.found),
        services=Shelf(settings.content_dir),
        products=Products(settings.content_dir),
        links=Links(settings.content_dir),
        agreements=Agreements(settings.content_dir),
        vault=Vault(settings.password_memory, settings.password_passes),
        assets=assets,
        pages=PageCache(),
        archive=Archive(db),
        offered=tuple(offered),
    )
    app.jinja_env.globals.update(vendor=vendor, asset=assets.url)
    app.jinja_env.filters.update(
        tel=contact.tel, ago=office.ago, lasted=office.lasted, money=money.shown, date=money.day
    )
    app.url_map.converters["int"] = row_ids.RowId
    Htmx(app)
    # The last to look at an answer, so that what is counted is what happened.
    sharing.share_with_sites(app)
    observing.attach(app)
    _guard_requests(app, settings)
    sharing.admit_sites(app)
    limits.attach(app, settings)
    headers.attach(app, settings)
    compression.attach(app)
    errors.attach(app)
    app.register_blueprint(serving.bp)
    app.register_blueprint(oembed.bp)
    app.register_blueprint(health.bp)
    for widget in offered:
        for blueprint in (widget.blueprint, *widget.apart):
            app.register_blueprint(blueprint)
    app.register_blueprint(quoting.bp)
    app.register_blueprint(api.bp)
    areas = (entrance.bp, account.bp, portal.bp, console.bp)
    for area in areas:
        app.register_blueprint(area)
    session.attach(app, settings, *(area.name for area in areas))
    rights.complete(app, portal.bp.name, console.bp.name)
    if settings.rehearsal:
        # Its mail server is not among production's packages.
        from app.demo.views import bp as demo

        app.register_blueprint(demo)
    app.wsgi_app = ClientAddress(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def web() -> Flask:
    """What a web process runs: the application, with its log on standard error."""
    siblings.end_with_parent()
    observing.configure_logging()
    app = create_app()
    # What was made at start stays: collecting garbage need not walk through it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    return app


def _guard_requests(app: Flask, settings: Settings) -> None:
    """Turn away what no page of ours can have asked for, before anything else looks at it."""
    trusted = [*settings.allowed_hosts, settings.base_url.partition("://")[2]]
    is_trusted = lru_cache(maxsize=256)(lambda host: host_is_trusted(host, trusted))

    @app.before_request
    def guard() -> None:
        request = current_request()
        path = request.path
        if path not in health.ROUTES:
            if settings.rehearsal:
                house.house().directory.keep_fresh()
            if not is_trusted(request.host):
                abort(400)
        if len(path) + len(visit.query()) > LONGEST_URL:
            abort(414)
        # None of ours holds a control character, and PostgreSQL takes no NUL.
        if not path.isprintable():
            abort(404)
