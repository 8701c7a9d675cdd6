"""YAML text in, the model out: what a project declares, and everything that is wrong with it."""

from nomnom.spec.codes import CODES
from nomnom.spec.reading import PROJECT_FILES, Reading, read_project

__all__ = ["CODES", "PROJECT_FILES", "Reading", "read_project"]
