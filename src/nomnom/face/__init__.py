"""What a program gets from `import nomnom`: projects, and the rows they make of records."""

from nomnom.face.project import Project, load_project
from nomnom.face.rows import Row, Rows

__all__ = ["Project", "Row", "Rows", "load_project"]
