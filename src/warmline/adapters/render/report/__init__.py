"""The report: one HTML page that people would rather look at than read."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from warmline.adapters.render import visible
from warmline.adapters.render.report import words
from warmline.adapters.render.report.drawing import along, cards, flag_links, percent, signed
from warmline.adapters.render.report.gathering import gather, ranked
from warmline.domain.conversation import ConversationReading, Heard


def write_report(
    heard: Iterable[Heard | ConversationReading],
    path: Path,
    title: str = "How customers feel",
    subtitle: str = "",
    source: str = "",
) -> None:
    """Writes the page to `path`, whole or not at all.

    `subtitle` is the place for where the conversations come from ("role-played"), `source` for the
    file that was read. The page holds customers' words as they were given: keep it as safe as those.
    """
    gathered = gather(heard)
    style = PAGES.get_template("page.css").render()
    conversations = cards(gathered.conversations.best_first(), "c")
    alone = cards(gathered.alone.best_first(), "s")
    page = PAGES.get_template("page.html").stream(
        title=title,
        subtitle=subtitle,
        source=source,
        style=Markup(style),
        style_hash="sha256-" + b64encode(sha256(style.encode()).digest()).decode(),
        gathered=gathered,
        conversations=conversations,
        alone=alone,
        flag_links=flag_links(conversations + alone),
    )
    with _replacing(path) as file:
        page.enable_buffering(64)
        file.writelines(page)


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A file that takes the place of `path` once it is complete and on disk."""
    draft = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


PAGES = Environment(
    loader=PackageLoader("warmline.adapters.render.report", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    # All that is not markup passes here, so that no control character stays hidden anywhere on the page.
    finalize=lambda value: visible(value) if type(value) is str else value,
)
PAGES.filters.update(along=along, percent=percent, ranked=ranked, signed=signed)
PAGES.globals.update(words=words)
