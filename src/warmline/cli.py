"""Type a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import typer
from typer.core import TyperGroup

from warmline.domain.conversation import ConversationReading, Heard
from warmline.domain.errors import SettingInvalid, UnreadableInput, WarmlineError
from warmline.domain.message import Turn

if TYPE_CHECKING:
    from warmline.adapters.doctor import Finding
    from warmline.settings import Settings

Format = Literal["table", "jsonl", "csv"]
InputFormat = Literal["jsonl", "csv", "parquet", "txt"]


class _Commands(TyperGroup):
    """Warmline's own commands and those that other packages offer; a failure is said in one line."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return super().get_command(ctx, cmd_name) or _offered(cmd_name)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read the output has seen enough; what is still in a buffer may go nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise typer.Exit(141) from None
        except OSError as error:
            _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        except WarmlineError as error:
            _complain(str(error))
        raise typer.Exit(1)


app = typer.Typer(
    cls=_Commands,
    help="Read how customers feel, turn by turn, and why.",
    epilog="`warmline lab` comes with: pip install 'warmline[lab]'",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FILE", help="Transcripts: .jsonl .csv .parquet .txt; - is standard input."),
]
Redact = Annotated[bool, typer.Option("--redact", help="Put placeholders where names, numbers and addresses are.")]
FromFormat = Annotated[InputFormat | None, typer.Option(help="Read every FILE as this.")]


def main() -> None:
    """The console's way in."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started us; open from now to the end
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115
    app(prog_name="warmline")


def _own_home(settings: Settings) -> Path:
    """The folder that holds the data. Raises SettingInvalid when a database does."""
    if settings.database_url:
        raise SettingInvalid("the data are in PostgreSQL: back them up and restore them by pg_dump and pg_restore")
    return settings.home


def _findings() -> Iterator[Finding]:
    """What the doctor finds; with settings that mean nothing there is nothing else to look at."""
    from warmline.adapters.doctor import Finding, examine
    from warmline.assemble import assemble_ear
    from warmline.settings import Settings

    try:
        settings = Settings.from_environment()
    except SettingInvalid as error:
        yield Finding("settings", str(error), "docs/settings.md has them all")
        return
    yield Finding("settings")
    yield from examine(_own_home(settings), settings.reserve, lambda: assemble_ear(settings), _key_ids(settings))


def _key_ids(settings: Settings) -> Sequence[str]:
    """Of the keys that are given. Raises SettingInvalid."""
    from warmline.adapters.store.seal import load_keys

    keys = load_keys(settings.encryption_key, settings.encryption_key_file)
    return keys.ids if keys else ()


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"warmline {version('warmline')}")
        raise typer.Exit


@app.callback()
def _warmline(
    version: Annotated[
        bool, typer.Option("--version", help="Say the version.", is_eager=True, callback=_say_version)
    ] = False,
) -> None:
    pass


@app.command()
def read(
    files: Files = None,
    format: Annotated[Format | None, typer.Option(help="Default: table in a terminal, else jsonl.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Table: say why, under each turn.")] = False,
    conversations: Annotated[
        bool, typer.Option("--conversations", help="jsonl, csv: conversations' lines too.")
    ] = False,
    redact: Redact = False,
    output: Annotated[Path | None, typer.Option(help="Write here once all is read.")] = None,
    input_format: FromFormat = None,
) -> None:
    """Read customers' feelings, turn by turn."""
    from warmline.adapters.render import open_output
    from warmline.adapters.transcripts import reading_bar

    sources = _sources(files)
    terminal = output is None and sys.stdout.isatty()
    with reading_bar(sources, shown=not terminal) as advance, open_output(output) as file:
        turns = _Turns(sources, input_format, advance)
        heard = _listen(turns, redact)
        form = format or ("table" if terminal else "jsonl")
        if form == "table":
            _write_table(heard, file, explain)
        else:
            _write_lines(heard, file, form, redact, conversations)
    raise typer.Exit(turns.failures > 0)


@app.command()
def init(
    tenant: Annotated[
        str | None, typer.Argument(help="Name of the new tenant; default: WARMLINE_TENANT, or `default`.")
    ] = None,
) -> None:
    """Make a tenant and its first key, which is shown this once."""
    from warmline.server.run import make_tenant
    from warmline.settings import Settings

    settings = Settings.from_environment()
    typer.echo(make_tenant(settings, (settings.tenant or "default") if tenant is None else tenant))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen at; 0: any that is free.")] = 8080,
) -> None:
    """Run the service; where nothing is set and nobody else can reach it, with a demo."""
    from warmline.server.run import run_server
    from warmline.settings import Settings

    run_server(Settings.from_environment(), host, port)


@app.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
    faults = 0
    for finding in _findings():
        faults += bool(finding.fault)
        typer.echo(f"{'✗' if finding.fault else '✓'} {finding.what}{': ' * bool(finding.fault)}{finding.fault}")
        if finding.mend:
            typer.echo(f"  → {finding.mend}")
    raise typer.Exit(faults > 0)


@app.command("backup")
def back_up(file: Annotated[Path, typer.Argument(help="Where to write it; an older one is replaced.")]) -> None:
    """Write everything that is kept into one file, also while the service runs."""
    from warmline.adapters.home import back_up
    from warmline.settings import Settings

    tenants = back_up(_own_home(Settings.from_environment()), file)
    typer.echo(f"{file}: {', '.join(tenants)}")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `warmline backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put the backup's data in place of what is kept.")] = False,
) -> None:
    """Put a backup back; who was forgotten since is forgotten again when the service starts."""
    from warmline.adapters.doctor import examine_seals
    from warmline.adapters.home import restore
    from warmline.settings import Settings

    settings = Settings.from_environment()
    home = _own_home(settings)
    tenants = restore(file, home, replace=replace)
    typer.echo(f"restored: {', '.join(tenants)}")
    for finding in examine_seals(home, _key_ids(settings)):
        if finding.fault:
            _complain(f"{finding.what}: {finding.fault}; {finding.mend}")


@app.command()
def reseal() -> None:
    """Seal everything that is kept with the first key: after giving the first one, or a new one."""
    from warmline.server.run import reseal_tenants
    from warmline.settings import Settings

    for tenant, rows in reseal_tenants(Settings.from_environment()).items():
        typer.echo(f"{tenant}: rows and files sealed anew: {rows:,}")


@app.command()
def report(
    html: Annotated[Path, typer.Option(help="Where to write the page.")],
    files: Files = None,
    redact: Redact = False,
    title: Annotated[str, typer.Option(help="The page's heading.")] = "How customers feel",
    note: Annotated[str, typer.Option(help="Said under the heading: whose conversations these are.")] = "",
    compare: Annotated[bool, typer.Option("--compare", help="Show the linear reader's reading beside.")] = False,
    input_format: FromFormat = None,
) -> None:
    """Make one page that shows what was read."""
    from warmline.adapters.render.report import write_report
    from warmline.adapters.transcripts import reading_bar

    sources = _sources(files)
    with reading_bar(sources) as advance:
        turns = _Turns(sources, input_format, advance)
        names = ", ".join(path.name if path else "standard input" for path in sources)
        heard = _listen_twice(turns, redact) if compare else _listen(turns, redact)
        write_report(heard, html, title, subtitle=note, source=names)
    raise typer.Exit(turns.failures > 0)


def _sources(files: list[Path] | None) -> list[Path | None]:
    """What to read, None being standard input."""
    if not files and sys.stdin.isatty():
        raise typer.BadParameter("name a FILE, or pipe text in (warmline read chats.jsonl)")
    return [None if path == Path("-") else path for path in files or [Path("-")]]


class _Turns:
    """The turns of all sources; what cannot be read is said and counted."""

    def __init__(self, sources: Sequence[Path | None], form: str | None, advance: Callable[[int], object]) -> None:
        self._sources, self._form, self._advance = sources, form, advance
        self.failures = 0
        self.are_live = None in sources
        """Somebody may be typing."""

    def __iter__(self) -> Iterator[Turn]:
        from warmline.adapters.transcripts import read_transcript

        for path in self._sources:
            for item in read_transcript(path, sys.stdin.buffer, self._form, self._advance):
                if isinstance(item, UnreadableInput):
                    self.failures += 1
                    _complain(str(item))
                else:
                    yield item


def _listen(turns: _Turns, redact: bool) -> Iterator[Heard | ConversationReading]:
    from warmline.assemble import Reader

    return Reader().listen(turns, redact=redact, live=turns.are_live)


def _listen_twice(turns: _Turns, redact: bool) -> Iterator[Heard | ConversationReading]:
    from warmline.assemble import Reader, compare
    from warmline.settings import Settings

    settings = Settings.from_environment()
    linear = Settings(settings.policies, reader="linear")  # by the same policies
    best, other = Reader(settings), Reader(linear)
    if best.models == other.models:
        raise SettingInvalid("--compare: the linear reader is the only one here")
    return compare(best, other, turns, redact=redact)


def _write_table(heard: Iterator[Heard | ConversationReading], file: BinaryIO, explain: bool) -> None:
    from warmline.adapters.render.table import write_timeline

    write_timeline(heard, file, explain, sys.stdout.encoding if file is sys.stdout.buffer else "utf-8")


def _write_lines(
    heard: Iterator[Heard | ConversationReading], file: BinaryIO, form: Format, text: bool, all_kinds: bool
) -> None:
    from warmline.adapters.render.lines import csv_lines, json_lines

    for line in (csv_lines if form == "csv" else json_lines)(heard, text, all_kinds):
        file.write(line)
        file.flush()  # whoever reads along sees each turn as soon as it is heard


def _complain(why: str) -> None:
    from warmline.adapters.render import visible

    typer.echo(f"warmline: {visible(why).replace(chr(10), '␊')}", err=True)


def _offered(name: str) -> Any:
    """The command of that name from another package, loaded only now; None if there is none."""
    from importlib.metadata import entry_points

    for offer in entry_points(group="warmline.commands", name=name):
        try:
            return typer.main.get_command(offer.load())
        except ImportError as error:
            _complain(f"{name}: {error}")
    if name != "lab":
        return None
    _complain("lab is an extra: pip install 'warmline[lab]'")
    raise typer.Exit(2)
