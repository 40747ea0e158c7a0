"""Where somebody asks to be called or written to."""

from __future__ import annotations

import re

import phonenumbers

from warmline.domain.errors import UnreadableInput
from warmline.domain.hand_over import CallBackChannel

_EMAIL = re.compile(r"[^@\s\x00-\x1f<>\"(),:;\\[\]]{1,64}@[^\W_](?:[\w-]*\.)+[^\W\d_]{2,63}", re.ASCII)


def as_address(channel: CallBackChannel, given: str, country: str | None) -> str:
    """The address as it is kept, a phone number in E.164. Raises UnreadableInput for what is none."""
    text = given.strip()
    if channel == "email":
        if len(text) > 254 or not _EMAIL.fullmatch(text):
            raise UnreadableInput("address", "this is no e-mail address")
        return text
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise UnreadableInput("address", "this is no phone number; begin it with + and the country") from None
    if not phonenumbers.is_valid_number(number):
        raise UnreadableInput("address", "this is no phone number; begin it with + and the country")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialled_country(phone: str | None) -> str | None:
    """The country of a number that begins with its prefix."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone or "", None))
    except phonenumbers.NumberParseException:
        return None
