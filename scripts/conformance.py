"""Prints the conformance table of the backends: a row for each case, a column for each backend and display.

Usage: conformance.py DIRECTORY, where CANVAS_CONFORMANCE_REPORTS=DIRECTORY was set when the tests of the backends ran.
"""

import sys
from pathlib import Path


def read(directory: Path) -> dict[str, dict[str, str]]:
    """The verdicts by backend and case, from the rows that the suite has left."""
    table: dict[str, dict[str, str]] = {}
    for file in sorted(directory.glob("*.md")):
        for line in file.read_text(encoding="utf-8").splitlines():
            backend, case, verdict = (cell.strip() for cell in line.strip("|").split("|"))
            table.setdefault(backend, {})[case] = verdict
    return table


def main() -> None:
    table = read(Path(sys.argv[1]))
    if not table:
        sys.exit("there are no reports: run the tests with CANVAS_CONFORMANCE_REPORTS set to this directory")
    cases = list(dict.fromkeys(case for verdicts in table.values() for case in verdicts))
    print("|", " | ".join(["case", *table]), "|")
    print("|", " | ".join(["---"] * (len(table) + 1)), "|")
    for case in cases:
        print("|", " | ".join([case, *(verdicts.get(case, "") for verdicts in table.values())]), "|")


if __name__ == "__main__":
    main()
