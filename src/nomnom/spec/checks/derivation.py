"""What entities are derived from, and that it leads back to messages."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.model.entity import SourceType
from nomnom.model.types import FieldType
from nomnom.spec.catalogue import Catalogue, chain, cycles, is_hl7, lists_around, origins
from nomnom.spec.columns import is_list
from nomnom.spec.declared import DeclaredEntity, DeclaredRepetition, Word
from nomnom.spec.members import leads_to_list
from nomnom.spec.nearest import did_you_mean
from nomnom.spec.places import error
from nomnom.spec.types import field_type
from nomnom.transforms.hl7 import SEGMENT

DEEPEST = 50
"""The longest path inside a field: reading is nested as deep as the path, which has to end somewhere."""


def source_types(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN004: every entity but an abstract one says where its records come from."""
    for entity in catalogue.written:
        if not entity.typed and not entity.abstract:
            message = f'entity "{entity.name.value}" has no key "source_type"'
            yield error(
                entity.place, "NN004", message, "add source_type: root, derived or reference"
            )


def has_fields(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN004: every entity but an abstract one has fields, its own or inherited."""
    for entity in catalogue.concrete:
        if entity.whole and not entity.fields:
            message = f'entity "{entity.name.value}" has no fields'
            yield error(
                entity.place, "NN004", message, 'add "fields", or extend an entity that has some'
            )


def sources_where_derived(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN201, NN202: a derived entity says what it is derived from, any other doesn't."""
    for entity in catalogue.written:
        if entity.abstract or entity.source_type is None:
            continue
        if entity.source_type is SourceType.DERIVED and entity.sourced is None:
            message = f'derived entity "{entity.name.value}" has no source'
            yield error(
                entity.name.place,
                "NN201",
                message,
                "add parent, parents, repeated_for or derivation",
            )
        if entity.source_type is not SourceType.DERIVED and entity.sourced is not None:
            message = (
                f'{entity.source_type} entity "{entity.name.value}" can\'t be derived from others'
            )
            yield error(
                entity.sourced, "NN202", message, "remove this key, or write source_type: derived"
            )


def circles(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN203: entities aren't derived from each other in a circle."""
    by_name = {e.name.value: e for e in reversed(catalogue.entities)}
    for cycle in cycles({name: origins(entity) for name, entity in by_name.items()}):
        message = f"entities are derived from each other: {chain(cycle)}"
        word = _origin_word(by_name[cycle[0]], (*cycle, cycle[0])[1])
        yield error(
            word.place,
            "NN203",
            message,
            "let one of them be a root, or derive it from another entity",
        )


def _origin_word(entity: DeclaredEntity, origin: str) -> Word:
    words = [parent.entity for parent in entity.parents]
    if entity.repeated_for:
        words.append(entity.repeated_for.entity)
    return next(word for word in words if word.value == origin)


def repetitions(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN108, NN204: `repeated_for` leads to a list: a List field, or a path inside a Json or Object field."""
    for entity in catalogue.written:
        repetition = entity.repeated_for
        origin = catalogue.get(repetition.entity.value) if repetition else None
        is_segment = repetition and origin and is_hl7(origin, catalogue)
        if repetition and origin and not is_segment:
            yield from _repetition(repetition, origin, catalogue)


def _repetition(
    repetition: DeclaredRepetition, origin: DeclaredEntity, catalogue: Catalogue
) -> Iterator[Diagnostic]:
    path = repetition.path
    name, *inside = path.value.split(".")
    field = origin.field(name)
    if field is None:
        if origin.whole:
            message = f'repeated_for names field "{name}", which entity "{origin.name.value}" does not have'
            yield error(path.place, "NN108", message, _field_cure(path.value, origin, catalogue))
        return
    if not all(inside):
        message = f'repeated_for path "{path.value}" has an empty step'
        yield error(path.place, "NN204", message, "separate member names by single dots")
    elif len(inside) > DEEPEST:
        message = f"repeated_for leads {len(inside)} steps into a field"
        yield error(path.place, "NN204", message, f"{DEEPEST} steps are the most that is followed")
    elif (type_ := field_type(field)) and not leads_to_list(type_, inside=bool(inside)):
        message = f'repeated_for leads to "{path.value}", but field "{name}" is of type {type_}'
        yield error(path.place, "NN204", message, _list_cure(type_, name, inside=bool(inside)))


def _field_cure(path: str, origin: DeclaredEntity, catalogue: Catalogue) -> str:
    """The field that was meant; or where the name is that of a segment, what takes HL7 messages."""
    if not SEGMENT.fullmatch(path):
        return did_you_mean(path.partition(".")[0], field_names(origin))
    root = next(iter(lists_around(origin.name.value, catalogue)), "")
    where = f' "{root}"' if root else ""
    return f"a segment of HL7 needs input: hl7v2 at the root{where}"


def one_line(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN219: of the lists that an entity is derived from, each lies inside the other, in one root.

    Line items and payments of one order can't be paired: which payment would belong to which line item?
    """
    extracted = {entity.name.value for entity in catalogue.extracted}
    for entity in catalogue.extracted:
        near = [origin for origin in origins(entity) if origin in extracted]
        lines = {origin: lists_around(origin, catalogue) for origin in near}
        driver = entity.repeated_for.entity.value if entity.repeated_for else ""
        longest = lines.get(driver) or max(lines.values(), key=len, default=())
        for origin, line in lines.items():
            if line != longest[: len(line)]:
                place = _origin_word(entity, origin).place
                yield error(place, "NN219", *_unrelated(entity, origin, line, longest))


def ancillary_sources(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN225, NN226: what an entity may do without is no list, nor everything it is derived from."""
    for entity in catalogue.concrete:
        certain = [parent for parent in entity.parents if not parent.ancillary]
        optional = [parent for parent in entity.parents if parent.ancillary]
        if optional and not certain and not entity.repeated_for:
            message = f'"{entity.name.value}" may do without everything it is derived from'
            place = optional[0].ancillary or entity.place
            yield error(place, "NN225", message, "remove ancillary from one of its sources")
        line = lists_around(entity.name.value, catalogue)
        near = [lists_around(parent.entity.value, catalogue) for parent in certain]
        if entity.repeated_for:
            near.append(line)
        longest = max(near, key=len, default=line)
        for parent in optional:
            around = lists_around(parent.entity.value, catalogue)
            if len(around) > len(longest):
                message = f'"{parent.entity.value}" is a list, of which "{entity.name.value}" has no element'
                cure = (
                    "remove ancillary, or take a value of the list by a transform (list_length, …)"
                )
                yield error(parent.ancillary or entity.place, "NN226", message, cure)


def singletons(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN227: an entity derived from single records and from a list's says which list it is repeated for."""
    for entity in catalogue.extracted:
        if entity.repeated_for or len(entity.parents) < 2:
            continue
        lines = {p.entity.value: lists_around(p.entity.value, catalogue) for p in entity.parents}
        repeated = [name for name, line in lines.items() if len(line) > 1]
        single = [name for name, line in lines.items() if len(line) == 1]
        if repeated and single:
            word = _origin_word(entity, repeated[0])
            message = (
                f'"{entity.name.value}" is derived from "{single[0]}", of which a document has one record, and '
                f'from "{repeated[0]}", of which it has several'
            )
            cure = "add repeated_for to have a record for each element, or derive it from one of them only"
            yield error(word.place, "NN227", message, cure)


def _unrelated(
    entity: DeclaredEntity, origin: str, line: tuple[str, ...], longest: tuple[str, ...]
) -> tuple[str, str]:
    cure = f"derive it from entities along {' → '.join(longest)} only"
    if line[0] != longest[0]:
        roots = f'of two roots, "{longest[0]}" and "{line[0]}"'
        message = f'"{entity.name.value}" is derived from records {roots}'
        return message, f"a message is of one root, so they never meet: {cure}"
    return f'records of "{origin}" don\'t belong to those of "{entity.name.value}"', cure


def field_names(entity: DeclaredEntity) -> tuple[str, ...]:
    """The names of an entity's fields, in order."""
    return tuple(field.name.value for field in entity.fields)


def _list_cure(type_: FieldType, name: str, *, inside: bool) -> str:
    if inside:
        return (
            f'name the list "{name}" alone'
            if is_list(type_)
            else f'declare "{name}" as Object or Json'
        )
    if type_.kind.is_json:
        return f'declare it as List[Object], or name the list inside it, as in "{name}.items"'
    return "declare it as List[Object] or List[String], or name a field that is a list"


CHECKS = (
    source_types,
    has_fields,
    sources_where_derived,
    circles,
    repetitions,
    one_line,
    ancillary_sources,
    singletons,
)
