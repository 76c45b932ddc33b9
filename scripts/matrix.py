"""Runs the tests on every display, Python and wheel, and prints a table of the results.

Usage: matrix.py --python 3.11=PATH [--python …] [--slim x11=PATH …] [--conformance] [--full]

`--python` names an interpreter that has the wheel with every backend; the first one is the main Python. `--slim` names one
that has a wheel with a single backend. A cell is one run of pytest or cargo; its output is in .matrix/. No cell is run a second
time; the tests of tests/quarantine.toml are left out. With `--full` the main Python runs every test that a display supports,
and each other Python runs the core set on the most common displays. Without, the main Python runs the core set on the displays
where `make test` runs no other Python tests: those of winit.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import time
import xml.etree.ElementTree

TOP = pathlib.Path(__file__).resolve().parents[1]
LOGS = TOP / ".matrix"
TESTS = TOP / "tests" / "python"
sys.path.insert(0, str(TESTS))
import displays  # noqa: E402  (of the tests)
import quarantine  # noqa: E402

QUARANTINED_PYTHON = ",".join(test.name for test in quarantine.read() if test.is_python)
QUARANTINED_RUST = [test.function for test in quarantine.read() if not test.is_python]
HAS_WINIT = (TOP / "crates" / "canvas-winit").is_dir()

X_DISPLAYS = ["x11-xvfb", "x11-xwayland"]
WINIT_DISPLAYS = ["winit-xvfb", "winit-weston", "winit-sway", "winit-sway-2"] if HAS_WINIT else []
DISPLAYS = ["headless", *X_DISPLAYS, *WINIT_DISPLAYS]

# The tests whose result may depend on the Python version: each Python runs them on a few displays.
CORE = ["test_displays.py", "test_same_bytes.py", "test_import.py", "test_exit.py", "test_gil.py", "test_slim.py"]
CORE_HEADLESS = ["test_exports.py", "test_import.py", "test_budgets.py", "test_slim.py"]
CORE_DISPLAYS = ["headless", "x11-xvfb", *(["winit-weston"] if HAS_WINIT else [])]
CORE_MAIN_DISPLAYS = ["winit-xvfb", "winit-sway"] if HAS_WINIT else []
SLIM = ["test_displays.py", "test_same_bytes.py", "test_slim.py"]

# Cells that may be missing, with the reason. Any other cell that cannot run fails.
MAY_BE_MISSING = {
    "Python 3.14": "only Debian unstable has it; installing it with debootstrap needs root and the network",
    "Python 3.15": "only Debian unstable has it; installing it with debootstrap needs root and the network",
}


@dataclasses.dataclass
class Cell:
    display: str
    column: str
    command: list[str]
    env: dict[str, str]
    brings_display: bool = False  # whether this script starts the display, not the test
    outcome: str = ""
    detail: str = ""
    seconds: float = 0.0
    hashes: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.display}.{self.column}".replace(" ", "-")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", action="append", default=[], metavar="VERSION=PATH")
    parser.add_argument("--slim", action="append", default=[], metavar="BACKEND=PATH")
    parser.add_argument("--missing", action="append", default=[], metavar="WHAT")
    parser.add_argument("--conformance", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    LOGS.mkdir(exist_ok=True)
    cells = plan(options)
    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for cell in pool.map(run, cells):
            print(
                f"{cell.outcome:>8}  {cell.display:<13} {cell.column:<12} {cell.detail} ({cell.seconds:.0f} s)",
                flush=True,
            )
    failed = [cell.name for cell in cells if cell.outcome == "failed"]
    print_table(cells)
    failed += compare_hashes(cells)
    for what in options.missing:
        reason = MAY_BE_MISSING.get(what)
        print(f"missing: {what}: {reason or 'not allowed'}")
        failed += [] if reason else [what]
    print(f"{len(cells)} cells in {time.monotonic() - begin:.0f} s; their output is in {LOGS.relative_to(TOP)}")
    if failed:
        sys.exit("failed: " + ", ".join(failed))


def plan(options: argparse.Namespace) -> list[Cell]:
    pythons = [pair.split("=", 1) for pair in options.python]
    cells = []
    for number, (version, python) in enumerate(pythons):
        is_main = number == 0
        displays = CORE_DISPLAYS if not is_main else DISPLAYS if options.full else CORE_MAIN_DISPLAYS
        for display in displays:
            core = CORE_HEADLESS if display == "headless" else CORE
            cells.append(pytest_cell(display, version, python, [] if options.full and is_main else core))
    for backend, python in (pair.split("=", 1) for pair in options.slim):
        own = {"x11": X_DISPLAYS[:1], "winit": WINIT_DISPLAYS[:3], "none": []}[backend]
        for display in ["headless", *own]:
            files = ["test_slim.py"] if display == "headless" else SLIM
            cells.append(pytest_cell(display, f"slim {backend}", python, files, slim=backend))
    if options.conformance:
        cells += conformance_cells()
    return cells


def pytest_cell(display: str, column: str, python: str, files: list[str], slim: str = "") -> Cell:
    command = [python, "-m", "pytest", "-q", *(str(TESTS / name) for name in files)]
    built = slim or ("x11,winit" if HAS_WINIT else "x11")
    env = {"CANVAS_TEST_DISPLAY": display, "CANVAS_TEST_BUILT": built, "CANVAS_TEST_QUARANTINED": QUARANTINED_PYTHON}
    cell = Cell(display, column, command, env)
    cell.command.append(f"--junitxml={LOGS / cell.name}.xml")
    cell.command.append("--override-ini=junit_family=xunit1")  # the family that has `record_property`
    cell.command.append(f"--override-ini=cache_dir={LOGS / cell.name}.cache")
    return cell


def conformance_cells() -> list[Cell]:
    """The suite that every backend passes. Each backend's tests start their displays, except Xwayland."""
    suites = {
        "headless": ["-p", "canvas-core", "--test", "headless"],
        "x11-xvfb": ["-p", "canvas-x11", "--test", "conformance"],
        "x11-xwayland": ["-p", "canvas-x11", "--test", "conformance", "--", "--ignored", "given_server"],
    }
    if HAS_WINIT:
        for display in WINIT_DISPLAYS[:3]:
            kind = {"winit-xvfb": "x11", "winit-weston": "weston", "winit-sway": "sway"}[display]
            suites[display] = ["-p", "canvas-winit", "--test", "conformance", "--", f"suite_on_{kind}"]
    command = ["cargo", "test", "--locked", "--quiet", "--all-features"]
    return [
        Cell(display, "conformance", with_skips([*command, *arguments]), {}, brings_display=display == "x11-xwayland")
        for display, arguments in suites.items()
    ]


def with_skips(command: list[str]) -> list[str]:
    """A command of `cargo test` without the quarantined tests."""
    skips = [argument for name in QUARANTINED_RUST for argument in ("--skip", name)]
    return [*command, *([] if "--" in command or not skips else ["--"]), *skips]


def run(cell: Cell) -> Cell:
    begin = time.monotonic()
    log = LOGS / f"{cell.name}.log"
    display = displays.KINDS[cell.display]() if cell.brings_display else None
    env = {**os.environ, **cell.env, **(display.environment() if display else {})}
    env = {name: value for name, value in env.items() if value is not None}
    with open(log, "wb") as file:
        code = subprocess.call(cell.command, cwd=TOP, env=env, stdout=file, stderr=file)
    if display:
        display.close()
    if cell.column == "conformance":
        passed = sum(map(int, re.findall(r"(\d+) passed", log.read_text(errors="replace"))))
        cell.detail = f"{passed} tests"
        code = code or int(passed == 0)  # a filter that matches no test is not a success
        failures = []
    else:
        failures = read_results(cell)
    cell.outcome = "ok" if code == 0 else "failed"
    if code != 0:
        cell.detail += f" see {log.relative_to(TOP)}: {', '.join(failures) or f'exit code {code}'}"
    cell.seconds = time.monotonic() - begin
    return cell


def read_results(cell: Cell) -> list[str]:
    """Takes the counts and the hashes from pytest's report; returns the names of the tests that failed."""
    report = LOGS / f"{cell.name}.xml"
    if not report.exists():
        return []
    cases = list(xml.etree.ElementTree.parse(report).iter("testcase"))
    skipped = sum(case.find("skipped") is not None for case in cases)
    cell.detail = f"{len(cases) - skipped} tests" + (f", {skipped} skipped" if skipped else "")
    for case in cases:
        for entry in case.iter("property"):
            cell.hashes[entry.get("name", "")] = entry.get("value", "")
    return [
        case.get("name", "") for case in cases if case.find("failure") is not None or case.find("error") is not None
    ]


def print_table(cells: list[Cell]) -> None:
    columns = list(dict.fromkeys(cell.column for cell in cells))
    by_place = {(cell.display, cell.column): cell for cell in cells}
    print("\n" + " " * 14 + "".join(f"{column:>13}" for column in columns))
    for display in DISPLAYS:
        row = ""
        for column in columns:
            cell = by_place.get((display, column))
            row += f"{'-' if cell is None else cell.outcome + ' ' + cell.detail.partition(' ')[0]:>13}"
        print(f"{display:<14}{row}")
    print("the numbers count tests; '-' is not planned: every Python runs the core set, the first runs all tests\n")


def compare_hashes(cells: list[Cell]) -> list[str]:
    """Prints the hash of the frame of each example, once if all displays agree; returns the windows where they differ."""
    seen: dict[str, dict[str, list[str]]] = {}
    for cell in cells:
        for window, digest in cell.hashes.items():
            seen.setdefault(window, {}).setdefault(digest, []).append(cell.name)
    different = []
    for window, digests in sorted(seen.items()):
        for digest, names in digests.items():
            size, _, value = digest.partition(" ")
            print(
                f"{window:<40} {size:>10} {value[:16]} on {len(names)} cells{'' if len(digests) == 1 else ' ' + ', '.join(names)}"
            )
        if len(digests) > 1:
            different.append(f"bytes of {window}")
    return different


if __name__ == "__main__":
    main()
