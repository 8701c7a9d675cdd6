"""HL7 v2 messages: what is read from them is a part that such a message has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nomnom.errors import Diagnostic
from nomnom.model.entity import SourceType
from nomnom.model.types import Kind
from nomnom.spec.catalogue import Catalogue, is_hl7, lists_around
from nomnom.spec.checks.forms import Taken, taken
from nomnom.spec.declared import DeclaredEntity, Word
from nomnom.spec.members import argument
from nomnom.spec.places import error
from nomnom.spec.types import field_type
from nomnom.transforms.hl7 import SEGMENT, parse_path
from nomnom.transforms.signature import T, base_of

_MEANT = re.compile(
    rf"(?:(?P<segment>{SEGMENT.pattern})[.-]?)?(?:fields\.)?(?P<rest>\d+(?:\.\d+)*)"
)
"""A field or component as those write it who know JSON only: `PID.8`, `PID-3.1`, `fields.5`."""

_TAKEN = {Kind.OBJECT: "an object", Kind.LIST: "a list"}


def by_name(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN231: from an HL7 message fields are read by hl7_get, and lists of segments by their names."""
    for entity in catalogue.extracted:
        if not is_hl7(entity, catalogue):
            continue
        if (repeated := entity.repeated_for) and not SEGMENT.fullmatch(repeated.path.value):
            message = f'repeated_for leads to "{repeated.path.value}", which is no segment'
            cure = "write the segment's name, OBX say"
            yield error(repeated.path.place, "NN231", message, cure)
        has_names = entity.source_type is SourceType.ROOT or entity.repeated_for
        for field in entity.fields:
            if field.computed_from is None and has_names:
                message = f'field "{field.name.value}" is taken by its name from a segment, which has no names'
                cure = "add computed_from: {transform: hl7_get, sources: [record], args: {path: PID-5.1}}, say"
                yield error(field.name.place, "NN231", message, cure)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an HL7 message that a field is read from.

    `holder` is the entity of the segment that it is in, or of the whole message; `path` leads on from there,
    and `segment` is the holder's, empty for the whole message.
    """

    taken: Taken
    holder: DeclaredEntity
    segment: str
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the segment or the message is called here."""
        return self.taken.source.name.value

    @property
    def written(self) -> str:
        """The whole as a dotted path."""
        return ".".join((self.name, *self.path))

    @property
    def form(self) -> Kind | None:
        """An object is a segment, a list has segments or the fields of one; None where there is neither."""
        if not self.path:
            return Kind.OBJECT
        (name, *inside) = self.path
        is_list = SEGMENT.fullmatch(name) or (name == "fields" and self.segment)
        return Kind.LIST if is_list and not inside else None

    @property
    def has_texts(self) -> bool:
        """Whether it is all fields of a segment, which are the texts between the bars."""
        return self.path == ("fields",) and bool(self.segment)

    @property
    def described(self) -> str:
        """What it is, for one that is something."""
        if not self.path:
            return "a segment"
        return "a list of texts" if self.has_texts else "a list of segments"


def _parts(catalogue: Catalogue) -> Iterator[_Part]:
    """What fields of HL7 messages are read from, but for messages as a whole."""
    for each in taken(catalogue.extracted, catalogue):
        source, holder = each.source, each.meaning.holder
        if holder is None or source.index is not None or not is_hl7(each.entity, catalogue):
            continue
        segment = holder.repeated_for.path.value if holder.repeated_for else ""
        path = (*((source.field.value,) if source.field else ()), *source.inside)
        if _is_getter(each) and (member := argument(each.field.computed_from, "field")):
            path = (*path, member.value)
        if source.field or SEGMENT.fullmatch(segment):
            yield _Part(each, holder, segment, path)


def parts(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN231: sources are segments, lists of them, or all fields of one, and are taken as what they are."""
    for part in _parts(catalogue):
        place, form, transform = part.taken.source.place, part.form, part.taken.transform
        if form is None:
            message = f'"{part.written}" is no part of an HL7 message'
            yield error(place, "NN231", message, _cure(part, catalogue))
        elif transform.name == "hl7_get":
            if part.has_texts:
                message = f'"{part.written}" is {part.described}, and hl7_get takes segments'
                yield error(place, "NN231", message, f"write {part.name}")
        elif (wanted := _wanted(part.taken)) and wanted is not form:
            takes = _TAKEN.get(wanted, "a single value")
            message = (
                f'"{part.written}" is {part.described}, and {_taker(part.taken)} takes {takes}'
            )
            yield error(place, "NN231", message, _other_form(part, wanted, catalogue))


def _wanted(each: Taken) -> Kind | None:
    """What is taken of a source: OBJECT, LIST or, for any single value, STRING; None where all will do."""
    signature = each.transform.signature
    base: Any = base_of(signature.gives) if _is_getter(each) else each.parameter.base
    if base is T:
        type_ = field_type(each.field)
        kind = type_.kind if type_ else Kind.JSON
        return None if kind is Kind.JSON else kind if kind in _TAKEN else Kind.STRING
    if base is Any:
        return None
    return {list: Kind.LIST, dict: Kind.OBJECT}.get(base, Kind.STRING)


def _taker(each: Taken) -> str:
    """Who takes it: the field itself where the transform passes anything on."""
    if each.parameter.type is not T:
        return each.transform.name
    return f'field "{each.field.name.value}"'


def _other_form(part: _Part, wanted: Kind, catalogue: Catalogue) -> str:
    if wanted is Kind.LIST:
        return f"write {part.name}.NTE for the segments below it, say, or {part.name}.fields"
    if wanted is Kind.OBJECT:
        return "take it as a list, or add an entity with repeated_for"
    return _cure(part, catalogue)


def _cure(part: _Part, catalogue: Catalogue) -> str:
    """The call of hl7_get that is meant, as far as can be guessed."""
    if part.path == ("index",) and part.segment:
        return f"write {{source: {part.name}, index: 1}}"
    meant = _MEANT.fullmatch(".".join(part.path))
    segment = (meant and meant["segment"]) or part.segment or "PID"
    if meant and part.segment and segment != part.segment:
        return _elsewhere(part, segment, catalogue)
    source = part.name
    if part.form is Kind.LIST and not part.has_texts:
        (segment,) = part.path
        source = part.written if part.segment else part.name
    call = "write {{transform: hl7_get, sources: [{}], args: {{path: {}-{}}}}}"
    if meant:
        return call.format(source, segment, meant["rest"])
    return f"{call.format(source, segment, 3)}, say"


def paths(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN237: what hl7_get reads from a segment, or from segments of one name, is in them."""
    for part in _parts(catalogue):
        word = argument(part.taken.field.computed_from, "path")
        if part.taken.transform.name == "hl7_get" and word and part.form and not part.has_texts:
            yield from _path(part, word, catalogue)


def _path(part: _Part, word: Word, catalogue: Catalogue) -> Iterator[Diagnostic]:
    try:
        path = parse_path(word.value)
    except ValueError:
        return  # NN208 tells
    if part.path:
        (segment,) = part.path
        if path.segment != segment:
            message = f'path {word.value} isn\'t in "{part.written}"'
            yield error(word.place, "NN237", message, f"write a path of {segment}")
    elif path.segment != part.segment:
        message = f'path {word.value} isn\'t in "{part.name}", which is a segment {part.segment}'
        yield error(word.place, "NN237", message, _elsewhere(part, path.segment, catalogue))
    elif path.occurrence != 1:
        message = f'path {word.value} isn\'t in "{part.name}", which is one segment'
        cure = f"leave [{path.occurrence}] out, or take it from a field of {_root(part, catalogue)}"
        yield error(word.place, "NN237", message, cure)


def _elsewhere(part: _Part, segment: str, catalogue: Catalogue) -> str:
    """Where another segment than the one at hand is read."""
    for name in lists_around(part.holder.name.value, catalogue)[:-1]:
        above = catalogue.get(name)
        repeated = above.repeated_for if above else None
        if repeated and repeated.path.value == segment:
            return f"write sources: [{repeated.each_known_as.value}]"
    above_all = f"take it from a field of {_root(part, catalogue)}"
    if segment == "MSH":
        return above_all
    return f"{above_all}, or write sources: [{part.name}.{segment}] if it stands below"


def _root(part: _Part, catalogue: Catalogue) -> str:
    return f'"{lists_around(part.holder.name.value, catalogue)[0]}"'


def _is_getter(each: Taken) -> bool:
    return each.transform.name.startswith("json_get_")


CHECKS = (by_name, parts, paths)
