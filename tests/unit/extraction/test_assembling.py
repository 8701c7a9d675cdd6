"""The generated reading of HL7 messages gives what the decoder makes of the message's document."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nomnom.extraction.assembling import assembler
from nomnom.extraction.inputs import Hl7v2
from nomnom.extraction.inputs.groups import Groups
from nomnom.extraction.shape import Node, Want
from nomnom.extraction.wire import Layout, lay_out
from samples.entities import field

NAMES = ("MSH", "OBR", "OBX", "NTE")

GROUPS: st.SearchStrategy[Groups] = st.recursive(
    st.just({}), lambda below: st.dictionaries(st.sampled_from(NAMES), below), max_leaves=8
)
LINES = st.lists(st.sampled_from((*NAMES, "ZZZ", "OBXX", "", " ")), max_size=12)


def node_of(groups: Groups) -> Node:
    """The shape of a message in which the fields of every segment are read."""
    node = Node()
    for name, below in groups.items():
        element = node_of(below)
        asked = ("Message", field("fields"), Want.native_of(list))
        element.member("fields", "Message").asked.append(asked)
        node.member(name, "Message").element = element
    return node


def outcome(read: Any, record: bytes) -> Any:
    """What reading a message gives, or what it raises."""
    try:
        return msgspec.to_builtins(read(record))
    except ValueError as error:
        return repr(error)


@settings(deadline=None, max_examples=300)
@given(GROUPS.filter(bool), LINES)
def test_a_message_is_read_as_its_document_is_decoded(groups: Groups, lines: list[str]) -> None:
    """Whatever is asked for below what, and in whatever order segments come: stray, repeated or unknown."""
    source, node = Hl7v2(groups), node_of(groups)
    layouts: dict[Node, Layout] = {}
    decoder = msgspec.json.Decoder(lay_out(node, layouts, "Message"))
    found = assembler(source, node, layouts)
    assert found is not None
    told = [f"{line}|{number}" if line.strip() else line for number, line in enumerate(lines)]
    record = "\r".join(("MSH|^~\\&|LAB", *told)).encode()

    expected = outcome(lambda each: decoder.decode(source.document(each)), record)
    assert expected == outcome(lambda each: found.function(source.text(each)), record)


def test_the_function_is_text_that_can_be_read() -> None:
    """Each segment asked for has a branch, in which it goes where it belongs."""
    groups: Groups = {"OBR": {"OBX": {}}}
    node, layouts = node_of(groups), dict[Node, Layout]()
    lay_out(node, layouts, "Message")
    found = assembler(Hl7v2(groups), node, layouts)
    assert found is not None
    assert (
        """\
            case "OBX|" | "OBX":
                fields = line.split("|")
                if obr_at:
                    obr_obx_list.append(OBR_OBX(fields=fields))
"""
        in found.text
    )


@pytest.mark.parametrize("line", ["obx|1", "?", "OB", "O-X|1"])
def test_a_line_that_is_no_segment_is_told_with_its_number(line: str) -> None:
    """Also where another one is asked for."""
    groups: Groups = {"OBR": {}}
    node, layouts = node_of(groups), dict[Node, Layout]()
    lay_out(node, layouts, "Message")
    source = Hl7v2(groups)
    found = assembler(source, node, layouts)
    assert found is not None
    record = f"MSH|^~\\&|LAB\rOBR|1\r{line}".encode()
    with pytest.raises(ValueError, match="expected the name of a segment, such as OBX, at line 3"):
        found.function(source.text(record))
