"""`nomnom test`: a project's own tests."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nomnom.cli.options import Entities, ProjectPath
from nomnom.errors import ConfigurationError, NomnomError, ProjectError
from nomnom.loading import load_project

if TYPE_CHECKING:
    from nomnom.model.project import Project
    from nomnom.testing import Result


def run_tests(
    project: ProjectPath = Path(),
    entities: Entities = None,
    database: Annotated[
        str,
        typer.Option(
            metavar="WHERE",
            help="sqlite: in memory; postgresql: an embedded server; or the URL of a server "
            "whose user may create databases.",
        ),
    ] = "sqlite",
    words: Annotated[
        str | None,
        typer.Option("-k", metavar="NAME", help="Only tests with this in their name or file."),
    ] = None,
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Write the results as JUnit XML.")
    ] = None,
) -> None:
    """Run a project's tests/*.yaml. Exit code 1 where one fails, 2 where files are wrong."""
    from nomnom.testing import junit as as_junit
    from nomnom.testing import report

    start = time.perf_counter()
    try:
        loaded = load_project(project, entities=entities)
        results = _run(loaded, project, database, words)
    except ProjectError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if junit is not None:
        junit.write_text(as_junit(results, loaded.name), encoding="utf-8")
    typer.echo("\n" + report(results, time.perf_counter() - start))
    raise typer.Exit(0 if all(result.passed for result in results) else 1)


def _run(project: Project, folder: Path, database: str, words: str | None) -> list[Result]:
    """Run the tests, a line for each file and a dot for each test."""
    from nomnom.extraction import References, compile_plan
    from nomnom.testing import empty_stores, mark, read_files, read_folder, run, selected

    references = References()
    plan = compile_plan(project, references=references)
    suites = selected(read_folder(folder, project, plan), words or "")
    if not suites:
        raise NomnomError(f'no test has "{words}" in its name', cure="leave out -k to run all")
    try:
        read_files(suites, project, references)
    except ConfigurationError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from None
    results: list[Result] = []
    with empty_stores(database, project) as empty_store:
        for suite in suites:
            typer.echo(f"{suite.file} ", nl=False)
            for result in run(suite, plan, empty_store, references):
                typer.echo(mark(result), nl=False)
                results.append(result)
            typer.echo()
    return results
