"""One transaction's view of a tenant's data, in SQL that both databases understand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable, bindparam, delete, func, insert, select, update

from warmline.adapters.store.codec import Codec, to_micros
from warmline.domain.errors import NotFound
from warmline.domain.message import Message

T = TypeVar("T")
_ORDER: dict[type[Any], str] = {Message: "number"}
"""By which column a list goes, where it is not the key."""
_ALL = 2**62
_Nouns = list[Any]
_Kinds = list[type[Any]]
Compiled = tuple[str, tuple[str, ...], dict[str, Any]]


class Statements:
    """The statements of one dialect, each compiled when it is first used."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: dict[tuple[Any, ...], Compiled] = {}
        self._of_rows: dict[tuple[Any, ...], tuple[str, Callable[[list[Any]], tuple[Any, ...]]]] = {}

    def of(self, make: Callable[..., Executable], codec: Codec, *how: Any) -> Compiled:
        """What `make(codec, *how)` makes: its text, the names of its values in order, those that have one already."""
        known = self._known.get((make, codec.kind, *how))
        if known is None:
            compiled = make(codec, *how).compile(dialect=self._dialect)  # type: ignore[attr-defined]
            order = tuple(compiled.positiontup or ())
            known = self._known[make, codec.kind, *how] = (str(compiled), order, dict(compiled.params))
        return known

    def of_row(
        self, make: Callable[..., Executable], codec: Codec
    ) -> tuple[str, Callable[[list[Any]], tuple[Any, ...]]]:
        """The text of what `make(codec)` makes, and how its values in order are taken from a row."""
        known = self._of_rows.get((make, codec.kind))
        if known is None:
            text, order, _ = self.of(make, codec)
            at = [codec.key if name == "key" else codec.columns.index(name) for name in order]
            known = self._of_rows[make, codec.kind] = text, itemgetter(*at)
        return known


class Driver:
    """A connection of the database's own driver: values go in and come out as they are."""

    def __init__(self, connection: Any, statements: Statements) -> None:
        self._connection, self._statements = connection, statements

    def execute(self, text: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """The rows that come back, if any."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()

    def run(self, make: Callable[..., Executable], codec: Codec, values: Mapping[str, Any], *how: Any) -> list[Any]:
        """The rows of the statement that `make(codec, *how)` makes, with these values."""
        text, order, own = self._statements.of(make, codec, *how)
        return self.execute(text, tuple([values[name] if name in values else own[name] for name in order]))

    def write(self, make: Callable[..., Executable], codec: Codec, row: list[Any]) -> None:
        """Does what `make(codec)` makes, with the values of a row."""
        text, values = self._statements.of_row(make, codec)
        self.execute(text, values(row))

    def close(self) -> None:
        """Lets go of the connection."""
        self._connection.close()


class SqlLedger:
    """Implements `warmline.ports.Ledger` on an open transaction."""

    def __init__(self, driver: Driver, codecs: Mapping[type[Any], Codec]) -> None:
        self._driver, self._codecs = driver, codecs
        self.added: _Kinds = []
        """Kinds of the nouns that were added."""
        self.changed = False
        """Whether anything was added, replaced or deleted."""

    def add(self, noun: Any) -> None:
        """Adds a noun."""
        self.added.append(type(noun))
        self._write(_insert, noun)

    def find(self, kind: type[T], key: str | int) -> T | None:
        """The noun of a key."""
        codec = self._codecs[kind]
        rows = self._driver.run(_find, codec, {"key": key})
        return codec.noun(rows[0]) if rows else None

    def get(self, kind: type[T], key: str | int) -> T:
        """The noun of a key. Raises NotFound."""
        found = self.find(kind, key)
        if found is None:
            raise NotFound.of(kind)
        return found

    def put(self, noun: Any) -> None:
        """Replaces the noun of the same key."""
        self._write(_update, noun)

    def drop(self, kind: type[Any], key: str | int) -> None:
        """Deletes the noun of a key, if it is there."""
        self._change(_delete, self._codecs[kind], {"key": key})

    def list(
        self, kind: type[T], *, after: Any = None, limit: int = 100, newest: bool = False, **equal: str | int
    ) -> list[T]:
        """Nouns whose fields equal what is asked, in order, from behind `after` on."""
        codec = self._codecs[kind]
        values = {**equal, "limit": limit} | ({} if after is None else {"after": after})
        rows = self._driver.run(_list, codec, values, tuple(sorted(equal)), after is not None, newest)
        return [codec.noun(row) for row in rows]

    def count(self, kind: type[Any], **equal: str | int) -> int:
        """How many nouns' fields equal what is asked."""
        rows = self._driver.run(_count, self._codecs[kind], equal, tuple(sorted(equal)))
        return int(rows[0][0])

    def forget(self, contact_id: str, *, inferred: bool = False) -> None:
        """Deletes every row about a contact, or with `inferred` what was inferred about them."""
        for codec in self._codecs.values():
            privacy, whose = codec.table.info["privacy"], _whose(codec)
            if whose and privacy.forget == "delete" and (privacy.inferred or not inferred):
                self._change(_delete_of, codec, {"contact_id": contact_id}, whose)

    def expire(self, data: str, before: datetime, limit: int) -> int:
        """Deletes at most so many rows of a kind of data that are older, table by table; how many."""
        expired = 0
        for codec in self._codecs.values():
            if codec.table.info["privacy"].data == data and "at" in codec.table.c and expired < limit:
                values = {"before": to_micros(before), "limit": limit - expired}
                for (key,) in self._driver.run(_older, codec, values):
                    self._change(_delete, codec, {"key": key})
                    expired += 1
        return expired

    def everything(self, contact_id: str) -> dict[str, _Nouns]:
        """Every noun about a contact that is theirs to have, by the name of its table."""
        return {
            codec.table.name: self.list(codec.kind, limit=_ALL, newest=False, **{whose: contact_id})
            for codec in self._codecs.values()
            if (whose := _whose(codec)) and codec.table.info["privacy"].exported
        }

    def sealed_kinds(self) -> _Kinds:
        """What has cells that are sealed when there is a key."""
        return [kind for kind, codec in self._codecs.items() if codec.sealed]

    def seal_anew(self, kind: type[Any], after: str, limit: int) -> tuple[str | None, int]:
        """Seals rows of keys behind `after` as they would be sealed now; where to go on, None at the end; how many."""
        codec = self._codecs[kind]
        rows = self._driver.run(_by_key, codec, {"after": after, "limit": limit})
        old = [codec.noun(row) for row in rows if not codec.is_current(row)]
        for noun in old:
            self.put(noun)
        return (rows[-1][codec.key] if len(rows) == limit else None), len(old)

    def _write(self, make: Callable[..., Executable], noun: Any) -> None:
        self.changed = True
        codec = self._codecs[type(noun)]
        self._driver.write(make, codec, codec.row(noun))

    def _change(self, make: Callable[..., Executable], codec: Codec, values: Mapping[str, Any], *how: Any) -> None:
        self.changed = True
        self._driver.run(make, codec, values, *how)


def _whose(codec: Codec) -> str | None:
    """The column that names the contact whose rows these are."""
    found: str | None = codec.table.info["privacy"].whose
    return found


def _key(codec: Codec) -> str:
    return codec.columns[codec.key]


def _insert(codec: Codec) -> Executable:
    named: dict[str, Any] = {column: bindparam(column) for column in codec.columns if column not in codec.given}
    return insert(codec.table).values(named).inline()


def _find(codec: Codec) -> Executable:
    return select(codec.table).where(codec.table.c[_key(codec)] == bindparam("key"))


def _update(codec: Codec) -> Executable:
    key = _key(codec)
    named: dict[str, Any] = {column: bindparam(column) for column in codec.columns if column != key}
    return update(codec.table).where(codec.table.c[key] == bindparam("key")).values(named)


def _delete(codec: Codec) -> Executable:
    return delete(codec.table).where(codec.table.c[_key(codec)] == bindparam("key"))


def _delete_of(codec: Codec, whose: str) -> Executable:
    return delete(codec.table).where(codec.table.c[whose] == bindparam("contact_id"))


def _older(codec: Codec) -> Executable:
    old = codec.table.c["at"] < bindparam("before")
    return select(codec.table.c[_key(codec)]).where(old).limit(bindparam("limit"))


def _count(codec: Codec, equal: tuple[str, ...]) -> Executable:
    columns = codec.table.c
    return select(func.count()).select_from(codec.table).where(*(columns[name] == bindparam(name) for name in equal))


def _by_key(codec: Codec) -> Executable:
    key = codec.table.c[_key(codec)]
    return select(codec.table).where(key > bindparam("after")).order_by(key).limit(bindparam("limit"))


def _list(codec: Codec, equal: tuple[str, ...], after: bool, newest: bool) -> Executable:
    columns = codec.table.c
    order = columns[_ORDER.get(codec.kind, _key(codec))]
    found = select(codec.table).where(*(columns[name] == bindparam(name) for name in equal))
    if after:
        found = found.where(order < bindparam("after") if newest else order > bindparam("after"))
    return found.order_by(order.desc() if newest else order).limit(bindparam("limit"))
