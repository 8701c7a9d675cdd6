"""Loading files that aren't JSON into the real API: records have several lines, and none is lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from nomnom.client import Summary, load_file
from nomnom.client.chunk import CHUNK_BYTES, CHUNK_RECORDS
from nomnom.model.project import Project
from nomnom.spec import read_project
from samples.up import command, environment

FirstRow = Callable[[str], object]
Serve = Callable[[Project], str]

FILES = {
    "entities/report.yaml": """
entity:
  name: Report
  source_type: root
  input: hl7v2
  fields:
    - name: report_key
      type: String
      computed_from: {transform: hl7_get, sources: [record], args: {path: MSH-10}}
  persistence:
    database: {conformant_table: reports, unicity_fields: [report_key]}
    primary_key: {name: id, type: Integer, autogenerate: true}
""",
    "entities/finding.yaml": """
entity:
  name: Finding
  source_type: derived
  repeated_for: {entity: Report, field: OBX, each_known_as: obx}
  fields:
    - name: report_key
      type: String
      computed_from: {transform: copy_field, sources: [{source: Report, field: report_key}]}
    - name: value
      type: String
      computed_from: {transform: hl7_get, sources: [obx], args: {path: OBX-5}}
  persistence:
    database: {conformant_table: findings}
    primary_key: {name: id, type: Integer, autogenerate: true}
""",
    "entities/remark.yaml": """
entity:
  name: Remark
  source_type: root
  input: csv_line
  fields:
    - {name: remark_key, type: Integer}
    - {name: remark, type: String}
  persistence:
    database: {conformant_table: remarks, unicity_fields: [remark_key]}
    primary_key: {name: id, type: Integer, autogenerate: true}
""",
}

FINDINGS = 14
LINES = FINDINGS + 3
MESSAGES = 2_000


@pytest.fixture
def url(serve: Serve) -> str:
    """An API and a worker for reports by HL7, and remarks by CSV."""
    reading = read_project(FILES, name="clinic")
    assert reading.project is not None, reading.diagnostics
    return serve(reading.project)


def message(number: int, end: str) -> str:
    """A message of 17 segments."""
    findings = (f"OBX|{n}|NM|2345-7^Glucose^LN||{number}|mg/dL" for n in range(1, FINDINGS + 1))
    head = f"MSH|^~\\&|LAB||||20260131||ORU^R01|R{number}|P|2.5.1"
    segments = (head, "PID|1||P-7", "OBR|1||L-1", *findings)
    return "".join(f"{segment}{end}" for segment in segments)


def counts(summary: Summary) -> tuple[int, int, int, int]:
    """What became of the records."""
    return summary.accepted, summary.stored, summary.dead, summary.rejected


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_no_message_is_cut_at_the_end_of_a_chunk(
    url: str, first_row: FirstRow, tmp_path: Path, end: str
) -> None:
    """Every segment is in the tables, and a message counts as one record, whatever ends segments."""
    file = tmp_path / "lab.hl7"
    content = "".join(message(number, end) for number in range(MESSAGES)).encode()
    file.write_bytes(content)
    assert CHUNK_RECORDS < MESSAGES * LINES
    assert CHUNK_BYTES < len(content)
    assert (MESSAGES, MESSAGES, 0, 0) == counts(load_file(file, "Report", url=url))
    assert (MESSAGES,) == first_row("SELECT count(*) FROM reports")
    rows, total = MESSAGES * FINDINGS, sum(range(MESSAGES)) * FINDINGS
    assert (rows, total) == first_row("SELECT count(*), sum(value::int) FROM findings")


def test_a_good_file_ends_with_exit_code_0(url: str, tmp_path: Path) -> None:
    """The counts are of messages, whose lines are nothing to be rejected."""
    file = tmp_path / "lab.hl7"
    file.write_text(f"\x0b{message(1, chr(13))}\x1c\r")
    ended = subprocess.run(
        command("load", str(file), "--entity", "Report", "--url", url),
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert (0, True) == (ended.returncode, "accepted 1, stored 1, dead 0 in" in ended.stdout)


def test_a_bad_message_has_the_line_that_it_begins_on(
    url: str, first_row: FirstRow, tmp_path: Path
) -> None:
    """So has text before the first one; their neighbours are stored."""
    file = tmp_path / "lab.hl7"
    nameless = message(1, "\r").replace("|R1|", "||")
    file.write_text(f"a report\r{message(0, chr(13))}{nameless}{message(2, chr(13))}")
    summary = load_file(file, "Report", url=url)
    assert (2, 2, 0, 2) == counts(summary)
    assert [1, LINES + 2] == [problem.line for problem in summary.problems]
    assert (2 * FINDINGS,) == first_row("SELECT count(*) FROM findings")


def test_no_record_of_csv_is_cut_at_the_end_of_a_chunk(
    url: str, first_row: FirstRow, tmp_path: Path
) -> None:
    """Line breaks between quotes are part of a record, on both sides of the end of a chunk."""
    file = tmp_path / "remarks.csv"
    count = CHUNK_RECORDS + 100
    file.write_bytes(b"".join(b'%d,"one\ntwo, or ""more""\r\nthree"\n' % n for n in range(count)))
    assert (count, count, 0, 0) == counts(load_file(file, "Remark", url=url))
    assert (count, count) == first_row(
        "SELECT count(*), count(*) FILTER (WHERE remark = E'one\\ntwo, or \"more\"\\r\\nthree')"
        " FROM remarks"
    )


def test_a_quote_that_nothing_closes_spoils_its_own_record_only(
    url: str, first_row: FirstRow, tmp_path: Path
) -> None:
    """It is refused under its line, and the lines below it are records."""
    file = tmp_path / "remarks.csv"
    file.write_bytes(b'1,"a\nb"\n2,"c\n\n3,d\n4,e\n')
    summary = load_file(file, "Remark", url=url)
    assert (3, 3, 0, 1) == counts(summary)
    assert [3] == [problem.line for problem in summary.problems]
    assert ("134",) == first_row("SELECT string_agg(remark_key::text, '' ORDER BY id) FROM remarks")
