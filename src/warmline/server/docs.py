"""The pages at /docs: the API's description to read and try, without anything from elsewhere."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi_swagger import patch_fastapi
from starlette.responses import Response

_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'none'; script-src 'self' '{}'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Only Swagger UI's own script runs, and the one in the page, by its hash."""


def add_docs(app: FastAPI) -> None:
    """Answers at /docs."""

    @app.get("/docs", include_in_schema=False)  # before the one that `patch_fastapi` adds with its three files
    async def docs(request: Request) -> Response:
        root = request.scope.get("root_path", "")
        page = get_swagger_ui_html(
            openapi_url=f"{root}{app.openapi_url}",
            title=app.title,
            swagger_js_url=f"{root}/swagger/swagger-ui-bundle.js",
            swagger_css_url=f"{root}/swagger/swagger-ui.css",
            swagger_favicon_url=f"{root}/swagger/favicon-32x32.png",
            swagger_ui_parameters={"tryItOutEnabled": True, "filter": True, "displayRequestDuration": True},
        )
        (script,) = _INLINE.findall(bytes(page.body))
        digest = b64encode(sha256(script).digest()).decode()
        page.headers["Content-Security-Policy"] = _POLICY.format(f"sha256-{digest}")
        return page

    patch_fastapi(app)
