"""Fields of HL7 messages: which segment `hl7_get` reads, and what is told of a value that is refused."""

from __future__ import annotations

from typing import Any

from nomnom.errors import Problem
from nomnom.extraction import Extract, RootPlan
from nomnom.model.entity import Computation, Entity, Input, InputFormat, Source
from samples.entities import called, copied, derived, field, plan_of, root

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


def test_a_message_may_be_taken_for_its_own_sake() -> None:
    """Without reading anything in it."""
    plan = plan_of(hl7(field("id", "String", copied("message", "message_id"))))

    assert 1 == len(extract(plan, b"PID|1").rows[0])


def problems(plan: RootPlan, *segments: bytes) -> tuple[Problem, ...]:
    """What is wrong with a message with these segments, as its only record."""
    (bad,) = extract(plan, *segments).bad
    return bad.problems


def test_a_refused_value_is_told_with_its_place_in_hl7() -> None:
    """The value alone: the segment that it stands in has what is nobody's business."""
    message = hl7(field("kind", "String", read("record", "MSH-9.1"), enum=("ADT",)))
    (problem,) = problems(plan_of(message), b"PID|1")

    assert 'Message MSH-9.1: kind: expected one of ADT (got "ORU")' == str(problem)
    assert ("MSH-9.1", "/MSH", '"ORU"') == (problem.json_path, problem.pointer, problem.value)


def test_a_value_that_isnt_there_is_told_without_one() -> None:
    """Its place is named."""
    message = hl7(field("patient", "String", read("record", "PID-3[5=MR].1")))
    (problem,) = problems(plan_of(message), b"PID|1||S-1^^^^SS||Neil^Ada")

    assert "Message PID-3[5=MR].1: patient: expected a value, none of its sources has one" == str(
        problem
    )


def test_a_transform_of_a_value_tells_the_value() -> None:
    """Where it stands, whichever entity takes it."""
    message = hl7(field("born", "String?", read("record", "PID-7")), stored=False)
    person = derived(
        "Person", field("born", "Date", called("hl7_date", ("Message", "born"))), of="Message"
    )
    (problem,) = problems(plan_of(message, person), b"PID|1||7||Neil^Ada||soon")

    assert ("Person", "PID-7", '"soon"') == (problem.entity, problem.json_path, problem.value)
    assert "Neil" not in str(problem)


def test_segments_of_a_list_are_counted() -> None:
    """Each among those that it stands with."""
    order = derived(
        "Order", field("n", "String?", read("obr", "OBR-1")), each=("Message", "OBR", "obr")
    )
    result = derived(
        "Result",
        field("value", "String?", read("obx", "OBX[1]-5.1"), max_length=1),
        field("note", "String?", read("obx", "NTE-3", "NTE"), max_length=1),
        each=("Order", "OBX", "obx"),
    )
    found = problems(
        plan_of(hl7(), order, result),
        b"OBR|1",
        b"OBR|2",
        b"OBX|1|||||",
        b"OBX|2||||ab",
        b"NTE|||cd",
    )

    assert [
        ("OBX[2]-5.1 of OBR[2]", '"ab"', "/OBR/1/OBX/1/fields"),
        ("NTE-3 of OBX[2] of OBR[2]", '"cd"', "/OBR/1/OBX/1/NTE"),
    ] == [(each.json_path, each.value, each.pointer) for each in found]


def test_a_nul_in_a_field_has_its_number() -> None:
    """Also where fields are read as JSON has them."""
    message = hl7(field("pid", "String?", read("record", "PID-3")))
    (problem,) = problems(plan_of(message), b"PID|1||a\0b")

    assert ("PID[1]-3", "nul") == (problem.json_path, problem.rule)
