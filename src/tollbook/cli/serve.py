"""`tollbook serve`: the web desk."""

from __future__ import annotations

import contextlib

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--public", is_flag=True, help="The public face: read-only, without people or review, cacheable.")
@click.option("--case", "cases", multiple=True, metavar="CASE", help="A case to show; may be given several times.")
@click.option("--base", metavar="ADDRESS", help="Public address of the desk, for citations and the feed.")
@click.option("--https", is_flag=True, help="Browsers come over HTTPS (a proxy does it): send cookies no other way.")
@click.option("--allow-private", is_flag=True, help='Let "add an address" fetch from private networks.')
@click.option("--ledger", envvar="TOLLBOOK_LEDGER", default="tollbook.db", show_default=True, help="The ledger.")
def command(
    host: str, port: int, public: bool, cases: tuple[str, ...], base: str | None, https: bool, allow_private: bool,
    ledger: str,
) -> None:  # fmt: skip
    """Serve the web desk from this machine; it works offline.

    \b
    Example:
      tollbook serve
      tollbook serve --public --host 0.0.0.0 --base https://desk.example.org
    """
    from tollbook.messages import refuse

    try:
        import uvicorn

        from tollbook.desk.app import LOOPBACK_NAMES, create_app
        from tollbook.desk.settings import Settings
        from tollbook.desk.warming import warm
    except ImportError:
        raise refuse("needs-extra", name="tollbook serve", extra="desk") from None
    import asyncio
    import secrets
    import socket
    from urllib.parse import urlsplit

    loopback = host in LOOPBACK_NAMES
    key = secrets.token_urlsafe(16)
    settings = Settings(
        ledger=ledger,
        cases=cases or ("kursk",),
        public=public,
        local_key=key if loopback and not public else None,
        secure_cookies=https,
        allow_private=allow_private,
        base=base,
    )
    names = LOOPBACK_NAMES | ({urlsplit(base).hostname or ""} if base else set())
    app = create_app(settings, names if loopback else frozenset())
    desk = app.desk
    if not loopback and not public and not desk.accounts.any():
        raise refuse("desk-needs-users", name=host)
    listening = (
        socket.create_server((host, port))
        if ":" not in host
        else socket.create_server((host, port), family=socket.AF_INET6)
    )
    where = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    asyncio.run(warm(app))
    click.echo(f"Desk at {where}", err=True)
    if settings.local_key and not desk.accounts.any():
        click.echo(f"To review as yourself open {where}/sign-in?key={key}", err=True)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, date_header=False)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
