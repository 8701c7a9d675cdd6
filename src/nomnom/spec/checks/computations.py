"""Transforms are called as their signatures say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

from nomnom.errors import Diagnostic
from nomnom.model.conversions import can_result
from nomnom.model.entity import Argument, Scalar
from nomnom.model.types import Kind
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.checks.constraints import refused
from nomnom.spec.declared import DeclaredComputation, DeclaredField, Word
from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.places import Located, Place, error
from nomnom.spec.resolve_fields import resolved_constraints
from nomnom.spec.scalars import shown
from nomnom.spec.types import field_type
from nomnom.transforms.arguments import bound, misfit
from nomnom.transforms.declaring import Transform
from nomnom.transforms.signature import Parameter, Signature, T

_Rule = Callable[[DeclaredField, DeclaredComputation, Transform, Place], Iterator[Diagnostic]]


def known_transforms(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN205: transforms exist."""
    for entity in catalogue.written:
        for field in entity.fields:
            word = field.computed_from.transform if field.computed_from else None
            if word and word.value not in catalogue.transforms:
                yield unknown_transform(word, catalogue.transforms)


def unknown_transform(word: Word, known: Iterable[str]) -> Diagnostic:
    """NN205, with the transform that was meant."""
    hint = did_you_mean(word.value, known, otherwise=_LISTED)
    return error(word.place, "NN205", f'unknown transform "{word.value}"', hint)


_LISTED = "`nomnom transforms` lists those there are"


def misused(computation: DeclaredComputation, transform: Transform) -> Iterator[Diagnostic]:
    """NN206 to NN209: what is wrong with a call that no field takes the result of."""
    nobody = DeclaredField(computation.place, Located("", computation.place), None)
    for rule in (arguments, usable_arguments, source_numbers):
        yield from rule(nobody, computation, transform, computation.place)


def _each(rule: _Rule) -> Callable[[Catalogue], Iterator[Diagnostic]]:
    def check(catalogue: Catalogue) -> Iterator[Diagnostic]:
        for entity in catalogue.written:
            for field in entity.fields:
                computation = field.computed_from
                word = computation.transform if computation else None
                if computation and word and (transform := catalogue.transforms.get(word.value)):
                    yield from rule(field, computation, transform, word.place)

    check.__doc__ = rule.__doc__
    return check


def arguments(
    _: DeclaredField, computation: DeclaredComputation, transform: Transform, place: Place
) -> Iterator[Diagnostic]:
    """NN206, NN207, NN208: arguments are those of the signature, and of its types."""
    if computation.args is None:
        return
    signature = transform.signature
    given = {name.value for name, _ in computation.args}
    for parameter in signature.arguments:
        if parameter.required and parameter.name not in given:
            message = f'transform lacks argument "{parameter.name}": {signature}'
            yield error(place, "NN206", message, f"add args: {{{parameter.name}: …}}")
    for name, value in computation.args:
        known = signature.argument(name.value)
        if known is None:
            yield _unknown_argument(name, signature)
        elif wanted := misfit(known, value.value):
            message = (
                f'argument "{name.value}" must be {wanted}, got {_shown(value.value)}: {signature}'
            )
            yield error(value.place, "NN208", message, _argument_cure(known, value.value))


def usable_arguments(
    _: DeclaredField, computation: DeclaredComputation, transform: Transform, place: Place
) -> Iterator[Diagnostic]:
    """NN208: arguments that their types don't rule out make sense: a pattern compiles, a time zone exists."""
    given = {name.value: value for name, value in computation.args or ()}
    signature = transform.signature
    fits = all(
        (known := signature.argument(name)) and misfit(known, value.value) is None
        for name, value in given.items()
    )
    lacks = any(each.required and each.name not in given for each in signature.arguments)
    if not fits or lacks or computation.args is None or computation.sources is None:
        return
    try:
        arguments = bound(signature, {name: value.value for name, value in given.items()})
        transform.check(arguments, sources=len(computation.sources))
    except ValueError as refusal:
        where = next(iter(given.values())).place if len(given) == 1 else place
        yield error(
            where, "NN208", f"{transform.name}: {refusal}: {signature}", "change the argument"
        )


def _argument_cure(parameter: Parameter, value: Argument) -> str:
    if parameter.type is str:
        return "write a string, in quotes where it looks like something else"
    if parameter.base is list and not isinstance(value, tuple):
        return "put it in brackets"
    return f"write {parameter}" if parameter.base is dict else "change the value"


def _shown(value: Argument) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, tuple) else shown(value)


def _unknown_argument(name: Word, signature: Signature) -> Diagnostic:
    names = tuple(parameter.name for parameter in signature.arguments)
    hint = (
        did_you_mean(name.value, names) if names else "remove it: the transform takes no arguments"
    )
    return error(name.place, "NN207", f'unknown argument "{name.value}": {signature}', hint)


def source_numbers(
    _: DeclaredField, computation: DeclaredComputation, transform: Transform, place: Place
) -> Iterator[Diagnostic]:
    """NN209: as many sources as the transform takes."""
    if computation.sources is None:
        return
    signature = transform.signature
    number, least, most = len(computation.sources), signature.least, signature.most
    if number < least or (most is not None and number > most):
        message = f"transform takes {_wanted(least, most)}, got {number}: {signature}"
        yield error(
            place,
            "NN209",
            message,
            "add the missing source" if number < least else "remove the others",
        )


def _wanted(least: int, most: int | None) -> str:
    bound = least if most is None or most == least else f"{least} to {most}"
    return f"{'at least ' if most is None else ''}{bound} source{'' if bound == 1 else 's'}"


def results(
    field: DeclaredField, computation: DeclaredComputation, transform: Transform, place: Place
) -> Iterator[Diagnostic]:
    """NN211: the field can take what the transform gives."""
    type_, gives = field_type(field), transform.signature.gives
    if type_ and gives is not T and not can_result(gives, type_.kind):
        message = f'"{transform.name}" can\'t give field "{field.name.value}" its type {type_}'
        kinds = listed(sorted(kind for kind in Kind if can_result(gives, kind)))
        yield error(place, "NN211", message, f"it gives {kinds}: change the type or the transform")


def optional_results(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN212: what is optional is taken by a field that may be null."""
    for entity in catalogue.written:
        for field in entity.fields:
            word = field.computed_from.transform if field.computed_from else None
            strict = word.value.replace("_optional", "") if word else ""
            if word is None or strict == word.value or strict not in catalogue.transforms:
                continue
            if not field.nullable and field.constraints.rule("default") is None:
                message = (
                    f'"{word.value}" may give null, but field "{field.name.value}" is not nullable'
                )
                yield error(word.place, "NN212", message, f"add nullable: true, or use {strict}")


def values_of_the_field(
    field: DeclaredField, computation: DeclaredComputation, transform: Transform, _: Place
) -> Iterator[Diagnostic]:
    """NN216: arguments that may become the field's value are of its type, and keep its rules."""
    type_ = field_type(field)
    for name, value in computation.args or ():
        parameter = transform.signature.argument(name.value)
        if type_ is None or parameter is None or misfit(parameter, value.value):
            continue
        if T in (parameter.type, *get_args(parameter.type)):
            for each in _scalars(value):
                if each.value is not None or not field.nullable:
                    rules = resolved_constraints(field)
                    yield from refused(name.value, each, field, type_, rules)


def _scalars(value: Located[Argument]) -> Iterator[Located[Scalar]]:
    if isinstance(value.value, Mapping):
        yield from (Located(each, value.place) for each in value.value.values())
    elif isinstance(value.value, tuple):
        yield from (Located(each, value.place) for each in value.value)
    else:
        yield Located(value.value, value.place)


CHECKS = (
    known_transforms,
    optional_results,
    *map(_each, (arguments, usable_arguments, source_numbers, results, values_of_the_field)),
)
