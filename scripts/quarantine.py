#!/usr/bin/env python3
"""The tests that are known to fail by chance (tests/quarantine.toml): checks the list, and runs its tests.

Usage: quarantine.py check               checks the list, prints how many tests are in it
       quarantine.py pytest              the names of the Python tests, separated by commas
       quarantine.py nextest             a filter expression of cargo-nextest for all other Rust tests
       quarantine.py skip                the arguments of `cargo test … --` that leave the Rust tests out
       quarantine.py run [PYTHON]        runs each test; PYTHON is the interpreter that runs pytest

Each test runs five times. Two failures fail the run. After one failure the test runs until there are 40 results, and more
than two failures (5 %) fail the run. So a test whose failure rate is above 5 % cannot stay in the list for long, and one that
has been fixed costs five runs until its entry is removed.
"""

import dataclasses
import pathlib
import re
import shlex
import subprocess
import sys
import tomllib

TOP = pathlib.Path(__file__).resolve().parents[1]
LIST = TOP / "tests" / "quarantine.toml"
MAX_TESTS = 10
FIRST_RUNS, ALL_RUNS = 5, 40
MAX_FAILURES = 2  # of ALL_RUNS: 5 %
SECONDS = 300  # for one run; only catches hangs

# Defects that a failure by chance would hide: races, deadlocks, a held GIL, a process that does not end, a peer that gets
# through.
# Words in the names of the files, binaries and modules that test these.
REFUSED = {
    "threads": {
        "thread",
        "threads",
        "wait",
        "waiters",
        "park",
        "parker",
        "lock",
        "locks",
        "policy",
        "life",
        "calls",
        "call",
    },
    "the GIL": {"gil", "host"},
    "the end of a program": {"exit", "end", "processes", "signals", "shutdown", "runtime"},
    "hostile input": {
        "hostile",
        "faults",
        "refusals",
        "inputs",
        "fuzz",
        "budgets",
        "clipboard",
        "drops",
        "servers",
        "image",
    },
}


@dataclasses.dataclass(frozen=True)
class Test:
    name: str
    reason: str

    @property
    def is_python(self) -> bool:
        return "::test_" in self.name and self.name.partition("::")[0].endswith(".py")

    @property
    def place(self) -> str:
        """The file, or the binary and the modules."""
        if self.is_python:
            return self.name.partition("::")[0].removesuffix(".py")
        return f"{self.binary} {self.function.rpartition('::')[0]}"

    @property
    def binary(self) -> str:
        """Where a Rust test is: the crate, or the crate and its test file."""
        return self.name.partition(" ")[0]

    @property
    def function(self) -> str:
        """The Rust test, with its modules."""
        return self.name.partition(" ")[2]

    def command(self, python: str) -> list[str]:
        if self.is_python:
            file, _, function = self.name.partition("::")
            return [python, "-m", "pytest", "-q", f"tests/python/{file}::{function}"]
        package, _, target = self.binary.partition("::")
        which = ["--test", target] if target else ["--lib"]
        command = ["cargo", "test", "--locked", "--quiet", "--all-features", "-p", package, *which]
        return [*command, "--", "--exact", self.function]


def read(path: pathlib.Path = LIST) -> list[Test]:
    """The tests in the list. Ends the program with the errors of the list."""
    tests, wrong = [], []
    for entry in tomllib.loads(path.read_text()).get("test", []):
        if set(entry) != {"name", "reason"} or not all(isinstance(value, str) for value in entry.values()):
            wrong.append(f"an entry has a name and a reason, and nothing else: {entry}")
        else:
            tests.append(Test(entry["name"], entry["reason"].strip()))
    for test in tests:
        wrong += complaints(test)
    if len(tests) > MAX_TESTS:
        wrong.append(f"{len(tests)} tests are listed; at most {MAX_TESTS} may be")
    names = [test.name for test in tests]
    wrong += [f"{name} is listed twice" for name in sorted(set(names)) if names.count(name) > 1]
    if wrong:
        sys.exit("\n".join(f"{path.name}: {complaint}" for complaint in wrong))
    return tests


def complaints(test: Test) -> list[str]:
    wrong = []
    if not (test.is_python or re.fullmatch(r"[\w-]+(::\w+)? [\w:]+", test.name)):
        return [f"{test.name!r} is neither 'test_file.py::test_name' nor 'crate::binary test_name'"]
    if len(test.reason.split()) < 3:
        wrong.append(f"{test.name} has no reason")
    words = set(re.split(r"[^a-z0-9]+", test.place.lower()))
    wrong += [f"{test.name} tests {what}: fix it" for what, refused in REFUSED.items() if words & refused]
    if test.is_python:
        file, _, function = test.name.partition("::")
        source = TOP / "tests" / "python" / file
        if not source.is_file() or not re.search(rf"^def {re.escape(function)}\(", source.read_text(), re.MULTILINE):
            wrong.append(f"{test.name} does not exist")
    return wrong


def nextest_filter(tests: list[Test]) -> str:
    """All Rust tests that are not in the list."""
    listed = [f"(binary_id(={test.binary}) & test(={test.function}))" for test in tests if not test.is_python]
    return f"not ({' | '.join(listed)})" if listed else "all()"


def skip_arguments(tests: list[Test]) -> list[str]:
    """What `cargo test` needs after `--` to leave out the Rust tests of the list."""
    skipped = [argument for test in tests if not test.is_python for argument in ("--skip", test.function)]
    return ["--exact", *skipped] if skipped else []


def passes(test: Test, python: str) -> bool:
    """Runs a test once. Ends the program if it did not run."""
    try:
        ended = subprocess.run(test.command(python), cwd=TOP, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        print(f"{test.name}: no end within {SECONDS} s", flush=True)
        return False
    ran = re.search(r"\b[1-9]\d* (passed|failed|error)", ended.stdout)
    if not ran:
        sys.exit(f"{test.name} did not run:\n{ended.stdout}{ended.stderr}")
    if ended.returncode:
        print(ended.stdout, ended.stderr, sep="", flush=True)
    return ended.returncode == 0


def measure(test: Test, python: str) -> tuple[int, int, bool]:
    """How often a test failed, of how many runs, and whether it may stay in the list."""
    failures = runs = 0
    max_runs, max_failures = FIRST_RUNS, 1
    while runs < max_runs and failures <= max_failures:
        runs += 1
        failures += not passes(test, python)
        if runs == FIRST_RUNS and failures == 1:
            max_runs, max_failures = ALL_RUNS, MAX_FAILURES
    return failures, runs, failures <= max_failures


def run(tests: list[Test], python: str) -> None:
    refused = []
    for test in tests:
        failures, runs, may_stay = measure(test, python)
        rate = f"failed {failures} of {runs} runs ({failures / runs:.0%})"
        print(f"{test.name}: {rate}; quarantined because {test.reason}", flush=True)
        refused += [] if may_stay else [test.name]
    print(f"{len(tests)} quarantined tests, not counted as passed")
    if refused:
        sys.exit("these fail in more than 5 % of their runs: " + ", ".join(refused))


def main() -> None:
    what, *rest = sys.argv[1:] or ["help"]
    if what not in ("check", "pytest", "nextest", "skip", "run"):
        sys.exit(__doc__)
    tests = read()
    if what == "check":
        print(len(tests))
    elif what == "pytest":
        print(",".join(test.name for test in tests if test.is_python))
    elif what == "nextest":
        print(nextest_filter(tests))
    elif what == "skip":
        print(shlex.join(skip_arguments(tests)))
    else:
        run(tests, *(rest or [sys.executable]))


if __name__ == "__main__":
    main()
