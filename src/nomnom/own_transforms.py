"""A project's own transforms: the functions in its `transforms.py` that bear the decorator."""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Iterator, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType, ModuleType

from nomnom.errors import Diagnostic
from nomnom.transforms import BUILT_IN, Transform, transforms_in

FILE = "transforms.py"
"""Where a project keeps its own transforms."""

_NONE: Mapping[str, Transform] = MappingProxyType({})


def own_transforms(
    folder: Path, shown: str = FILE
) -> tuple[Mapping[str, Transform], tuple[Diagnostic, ...]]:
    """The transforms of the project in `folder`, by name, and what is wrong with them; none without the file.

    The file is run as a module. Whatever it raises, a wrong annotation for example, is a diagnostic at the line
    in the file that raised it; so is a name that a built-in transform has.
    """
    path = (folder / FILE).resolve()
    if not path.is_file():
        return _NONE, ()
    try:
        module = _run(path)
    except Exception as error:  # noqa: BLE001  the file is anybody's program
        return _NONE, (_broken(error, path, shown),)
    found = transforms_in(module)
    return found, tuple(_clashes(found, shown))


def _run(path: Path) -> ModuleType:
    """Run the file anew each time: it may have changed since."""
    digest = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    name = f"project_{digest}_transforms"
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and annotations look their module up there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _broken(error: Exception, path: Path, shown: str) -> Diagnostic:
    line, column = 1, 1
    if isinstance(error, SyntaxError) and error.filename == str(path):
        line, column = error.lineno or 1, error.offset or 1
    else:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((f.lineno for f in reversed(frames) if f.filename == str(path)), 1) or 1
    what = str(error.msg) if isinstance(error, SyntaxError) else str(error)
    kind = "" if isinstance(error, TypeError) else f"{type(error).__name__}: "
    message = f"the project's transforms can't be loaded: {kind}{what}"
    return Diagnostic(shown, line, column, "error", "NN232", message, "mend it in this line")


def _clashes(found: Mapping[str, Transform], shown: str) -> Iterator[Diagnostic]:
    for name, transform in found.items():
        if name in BUILT_IN:
            line = transform.function.__code__.co_firstlineno
            message = f'transform "{name}" has the name of a built-in one'
            yield Diagnostic(shown, line, 1, "error", "NN233", message, "give it another name")
