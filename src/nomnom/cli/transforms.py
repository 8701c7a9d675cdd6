"""`nomnom transforms`: what `computed_from` can call."""

from __future__ import annotations

from typing import Annotated

import typer

from nomnom.errors import NomnomError


def transforms(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="The transform to explain; without it all are listed."),
    ] = None,
) -> None:
    """List the built-in transforms, or explain one of them with examples and its YAML."""
    from nomnom.transforms import TOPICS

    if name is not None:
        _explain(name)
        return
    for topic, members in TOPICS.items():
        typer.echo(f"{topic}\n")
        for each in members:
            typer.echo(f"  {each.signature}\n      {each.doc}\n")


def _explain(name: str) -> None:
    from nomnom.spec.nearest import did_you_mean
    from nomnom.transforms import BUILT_IN, yaml_usage

    known = BUILT_IN.get(name)
    if known is None:
        cure = did_you_mean(name, BUILT_IN, otherwise="`nomnom transforms` lists all")
        raise NomnomError(f'there is no transform "{name}"', cure=cure)
    typer.echo(f"{known.signature}\n\n{known.docstring}\n\n{yaml_usage(known)}")
