"""A project's own tests: messages in, the expected rows out, and calls of transforms.

The tests of a folder are read into suites (`read_folder`), and so are the files in which they look values up
(`read_files`). `run` plays each through the worker's own code into an empty store of `empty_stores`, and
`report` and `junit` tell what came of it.
"""

from nomnom.testing.databases import empty_stores
from nomnom.testing.junit import junit
from nomnom.testing.reading import read_folder
from nomnom.testing.references import read_files
from nomnom.testing.results import Result, run, selected
from nomnom.testing.text import mark, report

__all__ = [
    "Result",
    "empty_stores",
    "junit",
    "mark",
    "read_files",
    "read_folder",
    "report",
    "run",
    "selected",
]
