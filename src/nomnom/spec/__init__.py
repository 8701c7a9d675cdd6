"""YAML text in, the model out: what a project declares, and everything that is wrong with it."""

from nomnom.spec.codes import CODES, TOPICS
from nomnom.spec.explanations import EXPLANATIONS, Explanation, severity_of
from nomnom.spec.json_schema import entity_schema, project_schema
from nomnom.spec.reading import PROJECT_FILES, Reading, read_project

__all__ = [
    "CODES",
    "EXPLANATIONS",
    "PROJECT_FILES",
    "TOPICS",
    "Explanation",
    "Reading",
    "entity_schema",
    "project_schema",
    "read_project",
    "severity_of",
]
