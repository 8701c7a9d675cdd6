"""Fields of HL7 messages: which segment `hl7_get` reads, and what is told of a value that is refused."""

from __future__ import annotations

from typing import Any

from nomnom.extraction import Extract, RootPlan
from nomnom.model.entity import Computation, Entity, Input, InputFormat, Source
from samples.entities import derived, field, plan_of, root

MESSAGE = b"MSH|^~\\&|LAB||||20260302||ORU^R01|M-1\r"


def read(source: str, path: str, segment: str | None = None) -> Computation:
    """`hl7_get` of a message, a segment, or segments below one."""
    return Computation("hl7_get", (Source(source, segment),), {"path": path})


def hl7(*fields: Any, **rest: Any) -> Entity:
    """A root that takes HL7 messages."""
    return root("Message", *fields, input=Input(InputFormat.HL7V2), **rest)


def extract(plan: RootPlan, *segments: bytes) -> Extract:
    """What a message with these segments gives."""
    return plan.extract(MESSAGE + b"\r".join(segments))


def test_segments_below_a_segment_are_named() -> None:
    """The first of them below each segment, or that of the path's number."""
    order = derived(
        "Order",
        field("code", "String?", read("obr", "OBR-4")),
        field("first", "String?", read("obr", "NTE-3", "NTE")),
        field("second", "String?", read("obr", "NTE[2]-3", "NTE")),
        each=("Message", "OBR", "obr"),
    )
    message = hl7(field("pid", "String?", read("record", "PID-3", "PID")))
    found = extract(
        plan_of(message, order), b"PID|1||7", b"OBR|1|||A", b"NTE|||x", b"NTE|||y", b"OBR|2|||B"
    )

    assert ([("7",)], [("A", "x", "y"), ("B", None, None)]) == found.rows
