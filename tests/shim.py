"""A layer below the SQLite of Python's own driver: it sees every file that is opened, written, cut, synced or deleted.

SQLite calls the operating system through tables of functions. A copy of its default table, made the default, passes
everything on and tells of what it passes; Warmline and the driver above run as they are shipped.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from itertools import count
from typing import Any

OK, FULL = 0, 13
_CREATE = 0x4
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_FILE_FUNCTIONS, _VFS_FUNCTIONS = 18, 16


class _Vfs(Structure):
    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest", c_int), ("next", c_void_p), ("name", c_char_p),
        ("data", c_void_p), ("functions", c_void_p * _VFS_FUNCTIONS),
    ]  # fmt: skip
    OPEN, DELETE = 0, 1


class _Methods(Structure):
    _fields_ = [("version", c_int), ("functions", c_void_p * _FILE_FUNCTIONS)]
    CLOSE, WRITE, TRUNCATE, SYNC = 0, 2, 3, 4


class _File(Structure):
    _fields_ = [("methods", POINTER(_Methods))]


class Watcher:
    """Told before a file is changed; what is not OK is what SQLite is answered instead."""

    def opened(self, path: str, *, new: bool) -> None:
        """It is open; `new`: it may have been made."""

    def writes(self, path: str, offset: int, data: bytes) -> int:
        """These bytes are about to be written."""
        return OK

    def cuts(self, path: str, size: int) -> int:
        """The file is about to become this short."""
        return OK

    def syncs(self, path: str, number: int) -> None:
        """A sync begins."""

    def synced(self, path: str, number: int) -> None:
        """What was written before the sync of this number began is on disk."""

    def deletes(self, path: str, *, for_good: bool) -> None:
        """It is about to be deleted; `for_good`: also after a power cut."""


def sqlite_library() -> Any:
    """The SQLite that Python's driver uses. Raises OSError or AttributeError where it cannot be reached."""
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    library.sqlite3_vfs_register.argtypes = [POINTER(_Vfs), c_int]
    return library


def lay_under_sqlite(watcher: Watcher) -> None:
    """From now on the watcher is told of every file that this process opens through SQLite."""
    library = sqlite_library()
    found = library.sqlite3_vfs_find(None).contents
    assert found.version >= 3, found.name
    layer = _Layer(watcher, found)
    assert library.sqlite3_vfs_register(ctypes.byref(layer.vfs), 1) == OK
    _KEPT.append(layer)


_KEPT: list[Any] = []
"""What SQLite points to must never be freed."""


class _Layer:
    """The tables of functions that SQLite is given in place of those below."""

    def __init__(self, watcher: Watcher, below: _Vfs) -> None:
        self.watcher = watcher
        self.vfs = _Vfs.from_buffer_copy(below)
        self.vfs.name = b"watched"
        self._files: dict[int, tuple[str, _Methods]] = {}
        self._tables: dict[int, _Methods] = {}
        self._numbers = count(1)
        self._open_below = _OPEN(below.functions[_Vfs.OPEN])
        self._delete_below = _DELETE(below.functions[_Vfs.DELETE])
        self._own = {
            _Methods.CLOSE: _CLOSE(self._close), _Methods.WRITE: _WRITE(self._write),
            _Methods.TRUNCATE: _TRUNCATE(self._truncate), _Methods.SYNC: _SYNC(self._sync),
        }  # fmt: skip
        self._ways = _OPEN(self._open), _DELETE(self._delete)
        self.vfs.functions[_Vfs.OPEN], self.vfs.functions[_Vfs.DELETE] = map(_address, self._ways)

    def _open(self, vfs: int, name: int | None, file: int, flags: int, given: int) -> int:
        rc = self._open_below(vfs, name, file, flags, given)  # which keeps the pointer to the name
        opened = _File.from_address(file)
        if rc == OK and name and opened.methods:
            below = opened.methods.contents
            self._files[file] = _text(name), below
            self.watcher.opened(_text(name), new=bool(flags & _CREATE))
            opened.methods = ctypes.pointer(self._watched(below))
        return rc

    def _watched(self, below: _Methods) -> _Methods:
        """Those functions of a file, with our own in place of those that change it."""
        known = ctypes.addressof(below)
        if known not in self._tables:
            table = self._tables[known] = _Methods.from_buffer_copy(below)
            for place, own in self._own.items():
                table.functions[place] = _address(own)
        return self._tables[known]

    def _call(self, place: int, file: int, *values: int) -> int:
        _, below = self._files[file]
        return int(type(self._own[place])(below.functions[place])(file, *values))

    def _close(self, file: int) -> int:
        rc = self._call(_Methods.CLOSE, file)
        del self._files[file]
        return rc

    def _write(self, file: int, data: int, size: int, offset: int) -> int:
        path, _ = self._files[file]
        refused = self.watcher.writes(path, offset, ctypes.string_at(data, size))
        return refused or self._call(_Methods.WRITE, file, data, size, offset)

    def _truncate(self, file: int, size: int) -> int:
        path, _ = self._files[file]
        refused = self.watcher.cuts(path, size)
        return refused or self._call(_Methods.TRUNCATE, file, size)

    def _sync(self, file: int, flags: int) -> int:
        number, (path, _) = next(self._numbers), self._files[file]
        self.watcher.syncs(path, number)
        rc = self._call(_Methods.SYNC, file, flags)
        if rc == OK:
            self.watcher.synced(path, number)
        return rc

    def _delete(self, vfs: int, name: int, for_good: int) -> int:
        self.watcher.deletes(_text(name), for_good=bool(for_good))
        return int(self._delete_below(vfs, name, for_good))


def _address(function: Any) -> int:
    return ctypes.cast(function, c_void_p).value or 0


def _text(name: int) -> str:
    return ctypes.string_at(name).decode()
