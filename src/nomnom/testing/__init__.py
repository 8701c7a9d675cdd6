"""A project's own tests: messages in, the expected rows out, and calls of transforms.

The tests of a folder are read into suites (`read_folder`), `run` plays each through the worker's own code into
an empty store of `empty_stores`, and `report` and `junit` tell what came of it.
"""

from nomnom.testing.databases import empty_stores
from nomnom.testing.junit import junit
from nomnom.testing.reading import read_folder
from nomnom.testing.results import Result, run, selected
from nomnom.testing.text import mark, report

__all__ = [
    "Result",
    "empty_stores",
    "junit",
    "mark",
    "read_folder",
    "report",
    "run",
    "selected",
]
