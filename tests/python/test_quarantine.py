"""The list of tests that are known to fail by chance, and the rule that removes those that fail too often."""

import importlib.util
import pathlib
import sys

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "quarantine.py"


@pytest.fixture(scope="module")
def quarantine():
    spec = importlib.util.spec_from_file_location("quarantine", SCRIPT)
    module = sys.modules["quarantine"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["quarantine"]


@pytest.fixture
def read(quarantine, tmp_path):
    """Reads a list of these entries: pairs of a name and a reason."""

    def of(*entries):
        path = tmp_path / "quarantine.toml"
        path.write_text("".join(f'[[test]]\nname = "{name}"\nreason = "{reason}"\n' for name, reason in entries))
        return quarantine.read(path)

    return of


def test_the_list_is_valid(quarantine):
    assert len(quarantine.read()) <= 10


REASON = "a reason in several words"


@pytest.mark.parametrize(
    ("name", "reason", "complaint"),
    [
        ("test_gil.py::test_an_idle_window_does_nothing", REASON, "tests the GIL"),
        ("test_threads.py::test_names_of_threads", REASON, "tests threads"),
        ("test_exit.py::test_close_all_ends_the_program", REASON, "tests the end of a program"),
        ("test_hostile_wm.py::test_thousands_of_resizes", REASON, "tests hostile input"),
        ("canvas-x11::hostile some_test", REASON, "tests hostile input"),
        ("canvas-core wait::tests::some_test", REASON, "tests threads"),
        ("test_demo.py::test_info", "flaky", "has no reason"),
        ("test_demo.py::test_that_is_not_there", REASON, "does not exist"),
        ("nonsense", REASON, "is neither"),
    ],
)
def test_what_may_not_be_in_the_list(read, name, reason, complaint):
    with pytest.raises(SystemExit, match=complaint):
        read((name, reason))


def test_the_list_is_short_and_has_no_test_twice(read):
    names = [f"canvas-core::video test_{number}" for number in range(11)]
    with pytest.raises(SystemExit, match="at most 10"):
        read(*[(name, REASON) for name in names])
    with pytest.raises(SystemExit, match="twice"):
        read(*[("test_demo.py::test_info", REASON)] * 2)


def test_quarantined_tests_are_left_out(quarantine, read):
    tests = read(("canvas-core::video a::b", REASON), ("test_demo.py::test_info", REASON))
    assert quarantine.nextest_filter(tests) == "not ((binary_id(=canvas-core::video) & test(=a::b)))"
    assert quarantine.skip_arguments(tests) == ["--exact", "--skip", "a::b"]
    assert quarantine.nextest_filter([]) == "all()" and quarantine.skip_arguments([]) == []


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("ppppp", (0, 5, True)),
        ("ff", (2, 2, False)),
        ("pfppf", (2, 5, False)),
        ("pfppp" + 35 * "p", (1, 40, True)),
        ("ppppf" + 34 * "p" + "f", (2, 40, True)),
        ("pfppp" + "fpf", (3, 8, False)),
    ],
)
def test_more_than_one_failure_in_twenty_runs_is_too_many(quarantine, read, monkeypatch, results, expected):
    outcomes = iter(results)
    monkeypatch.setattr(quarantine, "passes", lambda test, python: next(outcomes) == "p")
    [test] = read(("test_demo.py::test_info", REASON))
    assert quarantine.measure(test, "python") == expected
    assert next(outcomes, None) is None
