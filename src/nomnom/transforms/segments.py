"""HL7 v2."""

from __future__ import annotations

from typing import Any

from nomnom.transforms.declaring import transform
from nomnom.transforms.hl7 import at, parse_path


def _check_path(_: int, *, path: str) -> None:
    parse_path(path)


@transform(check=_check_path)
def hl7_get(message: Any, *, path: str) -> str | None:
    r"""What stands at a path of an HL7 v2 message: segment, field, component and subcomponent, from 1.

    `PID-5` is the whole field, of several repetitions the first; `PID-3[2].1` is of the second one,
    `OBX[2]-5` of the second OBX. Escape sequences are decoded. Null where nothing stands there or the sender
    deletes the value (`""`).

    >>> message = "MSH|^~\\&|LAB\rPID|1||42^^^A~77^^^B||O\\T\\Neil^Ada"
    >>> hl7_get(message, path="PID-5.1")
    'O&Neil'
    >>> hl7_get(message, path="PID-3[2].4")
    'B'
    """
    return None if message is None else at(message, parse_path(path))
