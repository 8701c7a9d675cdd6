"""Transforms are called as their signatures say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nomnom.errors import Diagnostic
from nomnom.model.entity import Scalar
from nomnom.model.transforms import SIGNATURES, Signature
from nomnom.model.types import Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks.constraints import refused
from nomnom.spec.declared import DeclaredComputation, DeclaredField, DeclaredSource, Word
from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.places import Located, Place, error
from nomnom.spec.resolve_fields import resolved_constraints
from nomnom.spec.scalars import shown
from nomnom.spec.scope import Meaning, scope
from nomnom.spec.types import field_type

_Rule = Callable[[DeclaredField, DeclaredComputation, Signature, Place], Iterator[Diagnostic]]


def known_transforms(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN205: transforms exist."""
    for computation in _computations(catalogue):
        word = computation.transform
        if word and word.value not in SIGNATURES:
            hint = did_you_mean(word.value, SIGNATURES)
            yield error(word.place, "NN205", f'unknown transform "{word.value}"', hint)


def _computations(catalogue: Catalogue) -> Iterator[DeclaredComputation]:
    for entity in catalogue.written:
        yield from (field.computed_from for field in entity.fields if field.computed_from)


def _each(rule: _Rule) -> Callable[[Catalogue], Iterator[Diagnostic]]:
    def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
        for entity in catalogue.written:
            for field in entity.fields:
                computation = field.computed_from
                word = computation.transform if computation else None
                if computation and word and (signature := SIGNATURES.get(word.value)):
                    yield from rule(field, computation, signature, word.place)

    check.__doc__ = rule.__doc__
    return check


def arguments(
    _: DeclaredField, computation: DeclaredComputation, signature: Signature, place: Place
) -> Iterator[Diagnostic]:
    """NN206, NN207, NN208: arguments are those of the signature, and of its types."""
    if computation.args is None:
        return
    expected = {argument.name: argument for argument in signature.arguments}
    given = {name.value for name, _ in computation.args}
    for argument in signature.arguments:
        if argument.required and argument.name not in given:
            message = f'transform lacks argument "{argument.name}": {signature}'
            yield error(place, "NN206", message, f"add args: {{{argument.name}: …}}")
    for name, value in computation.args:
        if name.value not in expected:
            yield _unknown_argument(name, signature)
        elif expected[name.value].type == "string" and not isinstance(value.value, str):
            message = (
                f'argument "{name.value}" must be a string, got {shown(value.value)}: {signature}'
            )
            yield error(
                value.place,
                "NN208",
                message,
                "write a string, in quotes where it looks like something else",
            )


def _unknown_argument(name: Word, signature: Signature) -> Diagnostic:
    names = tuple(argument.name for argument in signature.arguments)
    hint = (
        did_you_mean(name.value, names) if names else "remove it: the transform takes no arguments"
    )
    return error(name.place, "NN207", f'unknown argument "{name.value}": {signature}', hint)


def source_numbers(
    _: DeclaredField, computation: DeclaredComputation, signature: Signature, place: Place
) -> Iterator[Diagnostic]:
    """NN209: as many sources as the transform takes."""
    if computation.sources is None:
        return
    number, least, most = len(computation.sources), signature.min_sources, signature.max_sources
    if number < least or (most is not None and number > most):
        wanted = _wanted(least, most)
        message = f"transform takes {wanted}, got {number}: {signature}"
        yield error(
            place,
            "NN209",
            message,
            "add the missing source" if number < least else "remove the others",
        )


def _wanted(least: int, most: int | None) -> str:
    bound = least if most is None or most == least else f"{least} to {most}"
    return f"{'at least ' if most is None else ''}{bound} source{'' if bound == 1 else 's'}"


def source_forms(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN210: sources are elements or fields, as the transform takes them, and getters read from objects."""
    for entity in catalogue.concrete:
        names = scope(entity, catalogue).names
        for field in entity.fields:
            computation = field.computed_from
            word = computation.transform if computation else None
            signature = SIGNATURES.get(word.value) if word else None
            for source in (signature and computation and computation.sources) or ():
                meaning = names.get(source.name.value)
                if signature and meaning and (problem := _misformed(source, meaning, signature)):
                    yield error(source.place, "NN210", *problem)


def _misformed(
    source: DeclaredSource, meaning: Meaning, signature: Signature
) -> tuple[str, str] | None:
    """What is wrong with the form of a source, and the cure."""
    name = source.name.value
    spelled = f"{{source: {name}, field: …}}"
    if source.field is None and not meaning.is_element:
        return f'source "{name}" is an entity, not an element of a list', f"write {spelled}"
    if signature.forms and _form(source.field) not in signature.forms:
        return f'source "{name}" must name a field: {signature}', f"write {spelled}"
    theirs = meaning.entity.field(source.field.value) if meaning.entity and source.field else None
    type_ = field_type(theirs) if theirs else None
    if type_ and signature.name.startswith("json_get_") and type_.kind not in _OBJECTS:
        message = f'"{signature.name}" reads from an object, but the source is of type {type_}'
        return message, "use copy_field for its value, or declare it as Object"
    return None


_OBJECTS = frozenset({Kind.JSON, Kind.OBJECT})


def _form(field: Word | None) -> str:
    return "field" if field else "element"


def results(
    field: DeclaredField, computation: DeclaredComputation, signature: Signature, place: Place
) -> Iterator[Diagnostic]:
    """NN211, NN212, NN216: the field can take what the transform gives, a constant by its rules too."""
    type_ = field_type(field)
    if type_ and signature.gives and type_.kind not in signature.gives:
        message = f'"{signature.name}" can\'t give field "{field.name.value}" its type {type_}'
        kinds = listed(sorted(signature.gives))
        yield error(place, "NN211", message, f"it gives {kinds}: change the type or the transform")
    if signature.optional and not field.nullable:
        message = (
            f'"{signature.name}" may give null, but field "{field.name.value}" is not nullable'
        )
        yield error(place, "NN212", message, f"add nullable: true, or use {_strict(signature)}")
    constant = _constant(computation, signature)
    if type_ is None or constant is None or (constant.value is None and field.nullable):
        return
    yield from refused("value", constant, field, type_, resolved_constraints(field))


def _strict(signature: Signature) -> str:
    return signature.name.replace("_optional", "")


def _constant(computation: DeclaredComputation, signature: Signature) -> Located[Scalar] | None:
    """The argument that is itself the result."""
    if signature.name != "constant_value":
        return None
    return next((value for name, value in computation.args or () if name.value == "value"), None)


CHECKS = (known_transforms, source_forms, *map(_each, (arguments, source_numbers, results)))
