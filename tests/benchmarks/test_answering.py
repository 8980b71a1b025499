"""That the benchmark runs and says what it promises. What it measures is not for a test."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_answering_benchmark_reports_every_row_beside_its_reference():
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "benchmarks/answering.py", "--learners", "2", "--bank", "16"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("SQLite ")
    rows = [
        "insert one row", "a page, to a visitor", "a page, signed in", "start", "save an answer",
        "change an answer", "submit", "POST begin", "GET question", "POST answer", "POST submit",
    ]  # fmt: skip
    lines = done.stdout.splitlines()
    assert [row for row in rows if sum(line.startswith(f"{row}  ") for line in lines) != 1] == []
