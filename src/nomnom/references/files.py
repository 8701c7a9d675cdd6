"""Records of files: one mapping of field to value for each."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from nomnom.errors import ConfigurationError

Record = Mapping[str, Any]


def read_file(path: Path) -> Iterator[Record]:
    """The records of a .csv (with a line of names), .ndjson or .parquet file, in order.

    Values of a CSV file are text, numbers of the others exact. Raises ConfigurationError where the file can't
    be read; for a line that isn't right with its number.
    """
    try:
        yield from _READERS[path.suffix](path)
    except OSError as error:
        raise ConfigurationError(
            f"can't be read: {error.strerror or error}",
            place=str(path),
            cure="give the reference entity's source a file that is there",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            "the file is not UTF-8", place=str(path), cure="save it in UTF-8"
        ) from error


def _csv(path: Path) -> Iterable[Record]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _ndjson(path: Path) -> Iterable[Record]:
    decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield decoder.decode(line)
                except msgspec.DecodeError as error:
                    raise ConfigurationError(
                        f"expected a JSON object: {error}",
                        place=f"{path}:{number}",
                        cure="write one object on each line",
                    ) from error


def _parquet(path: Path) -> Iterable[Record]:
    try:
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Parquet files need a library that isn't installed",
            place=str(path),
            cure="pip install 'nomnom[parquet]'",
        ) from error
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches():
            yield from batch.to_pylist()


_READERS: Mapping[str, Callable[[Path], Iterable[Record]]] = MappingProxyType(
    {".csv": _csv, ".ndjson": _ndjson, ".parquet": _parquet}
)
