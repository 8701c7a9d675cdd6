"""Keeping the rows of reference entities up to date while they are in use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from nomnom.errors import NomnomError
from nomnom.extraction import References
from nomnom.model.entity import Entity
from nomnom.model.project import Project
from nomnom.references.loading import load_entity

log = structlog.get_logger(__name__)


@asynccontextmanager
async def refreshing(
    references: References, project: Project, *, database_url: str | None
) -> AsyncIterator[None]:
    """Within the block, rows are read again every `refresh` seconds of their entity.

    Where that fails the rows that are there stay, it is logged, and tried again after as long.
    """
    tasks = [
        asyncio.create_task(_refresh(references, entity, project, database_url))
        for entity in project.entities
        if entity.reference and entity.reference.refresh
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def _refresh(
    references: References, entity: Entity, project: Project, database_url: str | None
) -> None:
    assert entity.reference is not None
    assert entity.reference.refresh is not None
    while True:
        await asyncio.sleep(entity.reference.refresh)
        try:
            rows = await asyncio.to_thread(
                load_entity, references, entity, project, database_url=database_url
            )
        except NomnomError as error:
            log.warning("reference.kept", entity=entity.name, error=str(error))
        else:
            log.info("reference.refreshed", entity=entity.name, rows=rows)
