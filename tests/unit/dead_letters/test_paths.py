from __future__ import annotations

import pytest

from nomnom.dead_letters import with_values
from nomnom.errors import NomnomError

RECORD = b'{"key": "K", "total": 1.50, "lines": [{"n": 12345678901234567890}, {"a.b": 1E+2}], "no": null}'


@pytest.mark.parametrize(
    ("expected", "assignment"),
    [
        (b'"key":"P"', "key=P"),
        (b'"key":"P"', '$.key="P"'),
        (b'"key":"a=b"', "key=a=b"),
        (b'"key":""', "key="),
        (b'"key":7', "key=7"),
        (b'"key":"7"', 'key="7"'),
        (b'"key":"007"', "key=007"),
        (b'"key":1.50', "key=1.50"),
        (b'"key":null', "key=null"),
        (b'"key":"NaN"', "key=NaN"),
        (b'"key":{"a":[1,2]}', 'key={"a": [1, 2]}'),
        (b'[{"n":1}, {"a.b": 1E+2}]', "lines[0].n=1"),
        (b'{"n": 12345678901234567890},{"a.b":0}]', '$.lines[1]["a.b"]=0'),
        (b'{"n": 12345678901234567890},"x"]', "lines[1]=x"),
        (b'"no":true', "no=true"),
        (b'"new":{"x":1}', 'new={"x":1}'),
        (b'"part-key":1', "part-key=1"),
        (b'"":1', '[""]=1'),
    ],
)
def test_a_value_is_set_at_its_path(expected: bytes, assignment: str) -> None:
    """A value is JSON, else a string; nothing else changes by a digit."""
    found = with_values(RECORD, [assignment])

    def squeezed(text: bytes) -> bytes:
        return text.replace(b" ", b"")

    assert squeezed(expected) in squeezed(found)
    assert assignment.startswith(("key", "$.key")) or b'"total":1.50' in found


def test_several_values_are_set_in_their_order() -> None:
    """Later ones see what earlier ones made."""
    expected = b'{"a":{"b":2},"c":3}'
    assert expected == with_values(b'{"a": 0}', ['a={"b":1}', "a.b=2", "c=3"])


def test_digits_and_unknown_members_stay() -> None:
    """What isn't on the path is kept as it was written."""
    found = with_values(RECORD, ["lines[0].m=1"])
    assert b'{"n":12345678901234567890,"m":1}' in found
    assert b'{"a.b": 1E+2}' in found


@pytest.mark.parametrize(
    ("expected", "assignment"),
    [
        (r"expected PATH=VALUE, got key;", "key"),
        (r"expected PATH=VALUE", "=1"),
        (r"expected PATH=VALUE", "$=1"),
        (r"expected PATH=VALUE", "lines[x]=1"),
        (r"expected PATH=VALUE", "lines[-1]=1"),
        (r"\$\.lines\[2\]: the list has 2 elements, counted from 0", "lines[2].n=1"),
        (r"\$\.key: expected an object of JSON to be there", "key.x=1"),
        (r"\$\.lines: expected an object", "lines.n=1"),
        (r"\$\.key: expected a list", "key[0]=1"),
        (r"\$\.no: expected an object", "no.x=1"),
        (r"\$\.new: nothing is there; set it as a whole", "new.x=1"),
        (r"\$\.key: the value isn't UTF-8", "key=\udcff"),
    ],
)
def test_what_cannot_be_set_is_refused_with_its_place(expected: str, assignment: str) -> None:
    """A path has to lead somewhere; a list neither grows nor shrinks."""
    with pytest.raises(NomnomError, match=expected):
        with_values(RECORD, [assignment])


@pytest.mark.parametrize("record", [b"PID|1", b"[1]", b'{"a": 1', b"\xff"])
def test_only_an_object_of_json_has_members(record: bytes) -> None:
    """Records of other inputs are edited as text."""
    with pytest.raises(NomnomError, match=r"\$: expected an object of JSON to be there"):
        with_values(record, ["a=1"])
