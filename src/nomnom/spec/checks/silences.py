"""A silence names a warning or note, and says why it isn't to be heard."""

from __future__ import annotations

from collections.abc import Iterator

from nomnom.errors import Diagnostic
from nomnom.spec.catalogue import Catalogue
from nomnom.spec.codes import CODES
from nomnom.spec.explanations import EXPLANATIONS
from nomnom.spec.nearest import did_you_mean
from nomnom.spec.places import error
from nomnom.spec.silences import written_silences


def reasons(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN411: a silence gives a reason."""
    for silence, _, _ in written_silences(catalogue):
        if not silence.reason.value.strip():
            message = f"the silence of {silence.code.value} gives no reason"
            cure = "say why it does no harm here, for whoever reads this next"
            yield error(silence.reason.place, "NN411", message, cure)


def known_codes(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """NN412, NN413: what is silenced is a code, and that of a warning or note."""
    for silence, _, _ in written_silences(catalogue):
        code = silence.code
        if code.value not in CODES:
            hint = did_you_mean(code.value, EXPLANATIONS)
            yield error(code.place, "NN412", f'silence of unknown code "{code.value}"', hint)
        elif code.value not in EXPLANATIONS:
            message = f"{code.value} is an error, which can't be silenced: {CODES[code.value]}"
            yield error(code.place, "NN413", message, "mend it, and remove the silence")


CHECKS = (reasons, known_codes)
