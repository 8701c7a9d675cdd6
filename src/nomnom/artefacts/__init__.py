"""From a project to text that is generated from it. No I/O."""

from nomnom.artefacts.members import Member, attribute, row_members
from nomnom.artefacts.models import models_module

__all__ = ["Member", "attribute", "models_module", "row_members"]
