"""What can go wrong, said in words that are safe to show."""

from __future__ import annotations


class WarmlineError(Exception):
    """Something went wrong in Warmline."""


class UnreadableInput(WarmlineError):
    """A file, line or text that cannot be read; names where and why."""

    def __init__(self, where: str, why: str, line: int | None = None) -> None:
        self.where, self.why, self.line = where, why, line
        super().__init__(f"{where}:{line}: {why}" if line is not None else f"{where}: {why}")


class TextTooLong(WarmlineError):
    """The text is longer than one turn may be."""

    def __init__(self, length: int, limit: int) -> None:
        self.length, self.limit = length, limit
        super().__init__(f"the text has {length:,} characters; one turn may have {limit:,}")


class ModelDamaged(WarmlineError):
    """A model's weights do not match its card."""


class PolicyInvalid(WarmlineError):
    """A policy file does not say what it should; names the file and the entry."""


class SettingInvalid(WarmlineError):
    """An environment variable or an option that means nothing here; names it."""


class StoreUnavailable(WarmlineError):
    """Nothing can be kept or found just now."""


class DiskFull(StoreUnavailable):
    """There is no room to keep anything; what is kept can still be read."""


class DataDamaged(WarmlineError):
    """What is kept is not what was written; names where."""


class AddressForbidden(WarmlineError):
    """Nothing is ever sent there."""


class HomeInUse(WarmlineError):
    """Another process uses the folder."""


class Unauthorised(WarmlineError):
    """Nobody is known by what was sent."""


class Forbidden(WarmlineError):
    """Whoever asks may not do that."""


class ProviderUnavailable(WarmlineError):
    """The company's identity provider cannot be reached, or does not do what it should; says why."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the identity provider cannot be asked: {why}")


class TooManyRequests(WarmlineError):
    """More than may be asked at once; says when to come again."""

    def __init__(self, most: int, seconds: int, wait: int) -> None:
        self.most, self.seconds, self.wait = most, seconds, wait
        super().__init__(f"at most {most} requests in {seconds} s; come again in {wait} s")


class NotFound(WarmlineError):
    """There is no such thing here."""

    @classmethod
    def of(cls, kind: type) -> NotFound:
        """Of a noun, by its name."""
        return cls(f"no such {kind.__name__.removeprefix('Kept').lower()}")


class Conflict(WarmlineError):
    """It contradicts what is already kept."""

    def __init__(self, why: str = "it contradicts what is already kept") -> None:
        super().__init__(why)
