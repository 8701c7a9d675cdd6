"""How the messages of a root are read before they are decoded."""

from __future__ import annotations

from nomnom.extraction.inputs import CsvLine, Delimited, Hl7v2, Input
from nomnom.extraction.inputs.groups import Groups
from nomnom.extraction.shape import Node
from nomnom.model.entity import Entity, InputFormat


def input_of(root: Entity, node: Node) -> Input | None:
    """What turns a message of a root into JSON documents; None where it is JSON already.

    Cells are the fields that aren't computed, in declared order; of HL7 messages only those segments are kept
    that something is read from.
    """
    declared = root.input
    cells = tuple(field.name for field in root.fields if field.computed_from is None)
    match declared.format:
        case InputFormat.JSON:
            return None
        case InputFormat.CSV_LINE:
            return CsvLine(cells, declared.separator)
        case InputFormat.DELIMITED:
            return Delimited(cells, declared.prefix, declared.separator)
        case InputFormat.HL7V2:
            return Hl7v2(_segments(node))


def _segments(node: Node) -> Groups:
    """The segments below a place, each with those that belong to it."""
    below = {name: member for name, member in node.members.items() if name != "fields"}
    return {name: _segments(member.element or Node()) for name, member in below.items()}
