"""The character set of an HL7 message, as MSH-18 names it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nomnom.extraction.inputs.port import Unreadable

_CODECS: Mapping[bytes, str] = MappingProxyType(
    {
        b"": "utf-8",  # ASCII by the standard, UTF-8 in practice, which includes it
        b"UNICODE UTF-8": "utf-8",
        b"ASCII": "ascii",
        **{b"8859/%d" % part: f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15)},
    }
)
"""Of HL7 table 0211 those in which each delimiter is one byte that is no part of another character."""

_MSH_18 = 17
"""Where MSH-18 stands in a split segment, since MSH-1 is the separator itself."""


def decoded(message: bytes) -> str:
    """The text of a message that begins with MSH. Raises Unreadable where MSH-18 and its bytes don't agree.

    Where MSH-18 repeats, its first character set is that of the message.
    """
    name = _declared(message)
    codec = _CODECS.get(name)
    if codec is None:
        known = ", ".join(each.decode() for each in _CODECS if each)
        raise Unreadable("charset", f"expected a character set in MSH-18 out of {known}")
    try:
        return message.decode(codec)
    except UnicodeDecodeError as error:
        if codec == "utf-8":
            raise Unreadable("utf-8", "expected UTF-8 text") from error
        raise Unreadable("charset", f"expected text in {name.decode()}, as MSH-18 says") from error


def _declared(message: bytes) -> bytes:
    fields = message.partition(b"\r")[0].split(message[3:4] or None, _MSH_18 + 1)
    if len(fields) <= _MSH_18:
        return b""
    repetition = fields[1][1:2]
    text = fields[_MSH_18]
    return (text.partition(repetition)[0] if repetition else text).strip()
