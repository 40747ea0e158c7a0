"""What browsers show: the chat for anybody's page, the desk, and a shop's page to try the chat on."""

from __future__ import annotations

from html import escape
from mimetypes import guess_type
from pathlib import Path
from string import Template

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from warmline.server.first import DEMO, PASSWORD, people
from warmline.worker.actors import Actors

WEB = Path(__file__).parents[1] / "web"
"""Made from `web/` by `hatch_build.py`: every wheel has it, a working copy once it is built."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Of a page of ours: its own files and this service, nothing written into the page itself."""
_OWN = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
_DESK = {**_OWN, "Content-Security-Policy": f"{POLICY}; frame-src 'self'"}
"""It shows one page of ours in a frame: the chat, as customers see it."""
_FRAMED = {
    **_OWN,
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}
"""A page that the desk shows in a frame, and nobody else's page."""
_SHARED = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300"}
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_WHO_SIGNS_IN = (
    f'<aside class="note"><p><strong>A demo: nobody here is real.</strong> Write in the chat at the lower right, and '
    f'answer yourself at <a href="/desk?tenant={DEMO}">the agent\'s desk</a>: sign in as '
    f"{' or '.join(f'<code>{each}</code>' for each in people())}, password <code>{PASSWORD}</code>.</p></aside>"
)
_NOT_BUILT = "The web is not built here. Build it with: python hatch_build.py (it needs the npm registry).\n"


def add_pages(app: FastAPI, web: Path = WEB) -> None:
    """Answers at /, /widget.js, /widget/…, /desk, /desk/…, /recover, /preview and /demo."""
    files = StaticFiles(directory=web, check_dir=False)

    async def file(request: Request, path: str, headers: dict[str, str]) -> Response:
        small = "gzip" in request.headers.get("accept-encoding", "") and (web / f"{path}.gz").is_file()
        found = await files.get_response(f"{path}.gz" if small else path, request.scope)
        if small:
            found.headers.update({"Content-Encoding": "gzip", "Content-Type": guess_type(path)[0] or "text/plain"})
        found.headers.update({**headers, "Vary": "Accept-Encoding"})
        return found

    def shown(path: str, note: str = "", **named: str) -> Response:
        try:
            page = Template((web / path).read_text("utf-8"))
        except FileNotFoundError:
            return PlainTextResponse(_NOT_BUILT, 503)
        headers = _FRAMED if path == "demo/preview.html" else _OWN
        given = {name: escape(each) for name, each in named.items()}
        return HTMLResponse(page.substitute(given, demo=note), headers=headers)

    @app.get("/widget.js", include_in_schema=False)
    async def widget(request: Request) -> Response:
        return await file(request, "widget.js", _SHARED)

    @app.get("/widget/{name}", include_in_schema=False)
    async def widget_words(request: Request, name: str) -> Response:
        return await file(request, f"widget/{name}", _SHARED)

    @app.get("/recover", include_in_schema=False)
    @app.get("/desk", include_in_schema=False)
    @app.get("/desk/{path:path}", include_in_schema=False)
    async def desk(request: Request, path: str = "") -> Response:
        if path.startswith("assets/"):  # named by what is in them
            return await file(request, f"desk/{path}", _FOREVER)
        try:
            return await file(request, "desk/index.html", _DESK)  # it reads its address itself
        except HTTPException:
            return PlainTextResponse(_NOT_BUILT, 503)

    @app.get("/", include_in_schema=False)
    async def first(request: Request) -> Response:
        return RedirectResponse("/demo" if _actors(request) else "/desk", 303)

    @app.get("/preview", include_in_schema=False)
    async def preview(
        tenant: str = "", inbox: str = "", language: str = "", color: str = "", position: str = ""
    ) -> Response:
        return shown("demo/preview.html", tenant=tenant, inbox=inbox, language=language, color=color, position=position)

    @app.get("/demo", include_in_schema=False)
    async def demo(request: Request, tenant: str = DEMO, inbox: str = "", language: str = "") -> Response:
        actors = _actors(request)
        own = inbox or (actors.inbox_id if actors else "")
        note = _WHO_SIGNS_IN if actors else ""
        return shown("demo/index.html", note, tenant=tenant, inbox=own, language=language)

    @app.get("/demo/{name}", include_in_schema=False)
    async def demo_file(request: Request, name: str) -> Response:
        return await file(request, f"demo/{name}", _OWN)


def _actors(request: Request) -> Actors | None:
    """Who plays a demo, where this is one."""
    return getattr(request.app.state, "actors", None)
