"""`hl7_get` on a message that its input has taken apart: only the segment in question is looked at."""

from __future__ import annotations

from typing import Any

from nomnom.transforms import Transform, signature_of
from nomnom.transforms.hl7 import Hl7Path, component


def hl7_get_field(fields: list, *, path: Any) -> str | None:  # type: ignore[type-arg]
    """What stands at a path of one segment, given its fields."""
    found: Hl7Path = path
    return component(fields, found) if found.occurrence == 1 else None


def hl7_get_segment(segments: list, *, path: Any) -> str | None:  # type: ignore[type-arg]
    """What stands at a path of a message, given its segments of the path's name."""
    found: Hl7Path = path
    if found.occurrence > len(segments):
        return None
    return component(segments[found.occurrence - 1]["fields"], found)


OF_SEGMENT = Transform("hl7_get", signature_of(hl7_get_field), hl7_get_field)
OF_SEGMENTS = Transform("hl7_get", signature_of(hl7_get_segment), hl7_get_segment)
