"""Compares two builds of canvas in one run: processor time and the time that the GIL is held, scene by scene.

    compare.py OLD_PYTHON NEW_PYTHON [--pairs N] [SCENE…]

Each interpreter has one of the builds installed. In each pair fresh processes of OLD, OLD again and NEW draw the same frames in turn,
so that other load of the machine affects all of them. A figure is worse if the median of its ratios new / old is above 1.03 and
beyond what OLD shows against itself in the same run. Processor time is that of all threads of the process.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time

from scenes import NAMES

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS, WARM = 10, 2
#: A ratio up to this is never worse.
TOLERANCE = 1.03
IMPORT = "import resource, canvas; u = resource.getrusage(resource.RUSAGE_SELF); print(u.ru_utime + u.ru_stime)"

#: For each figure, the ratios of OLD to itself, and those of NEW to OLD.
Ratios = dict[str, tuple[list[float], list[float]]]


class Side:
    """One build, drawing in a process of its own."""

    def __init__(self, python: str, kind: str) -> None:
        command = [python, str(HERE / "vector_sides.py"), kind]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.answer() != ["ready"]:
            sys.exit(f"canvas cannot be imported by {python}")
        self.processor: list[float] = []
        self.held: list[float] = []

    def answer(self) -> list[str]:
        assert self.process.stdout
        return self.process.stdout.readline().split()

    def processor_time(self) -> int:
        """Nanoseconds of processor time of the process, threads that have ended included (`clock_getcpuclockid(3)`)."""
        return time.clock_gettime_ns((~self.process.pid << 3) | 2)

    def frame(self, scene: str, variant: int, is_counted: bool) -> bool:
        """Draws a frame; False if this side has no such scene."""
        assert self.process.stdin
        before = self.processor_time()
        print(scene, variant, file=self.process.stdin, flush=True)
        answer = self.answer()
        if is_counted and len(answer) == 2:
            self.processor.append(self.processor_time() - before)
            self.held.append(float(answer[1]))
        return len(answer) == 2

    def take(self) -> tuple[float, float]:
        """The medians of the frames since the last call: processor time and time held."""
        medians = statistics.median(self.processor), statistics.median(self.held)
        self.processor, self.held = [], []
        return medians

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def draw(pythons: tuple[str, str, str], kind: str, names: list[str], ratios: Ratios) -> None:
    """One pair of a kind: notes the ratios of each scene to the first of the three sides."""
    sides = [Side(python, kind) for python in pythons]
    for scene in names:
        drawn = True
        for turn in range(WARM + ROUNDS):
            order = sides[turn % 3 :] + sides[: turn % 3]
            drawn = all([side.frame(scene, turn % 2, turn >= WARM) for side in order])
        if not drawn:
            continue
        old, again, new = (side.take() for side in sides)
        for figure, index in (("processor", 0), ("held", 1)):
            note(ratios, f"{kind:8} {scene:10} {figure}", old[index], again[index], new[index])
    for side in sides:
        side.close()


def note(ratios: Ratios, name: str, old: float, again: float, new: float) -> None:
    itself, changed = ratios.setdefault(name, ([], []))
    itself.append(again / old)
    changed.append(new / old)


def import_time(python: str) -> float:
    """Processor seconds of a process that imports canvas; the median of several."""
    runs = [subprocess.run([python, "-c", IMPORT], capture_output=True, text=True, check=True) for _ in range(ROUNDS)]
    return statistics.median(float(run.stdout) for run in runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("scenes", nargs="*", metavar="SCENE")
    arguments = parser.parse_args()
    if unknown := set(arguments.scenes) - set(NAMES):
        sys.exit(f"no scene is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    pythons = (arguments.old, arguments.old, arguments.new)
    ratios: Ratios = {}
    for pair in range(arguments.pairs):
        print(f"pair {pair + 1} of {arguments.pairs}", file=sys.stderr, flush=True)
        note(ratios, "import   processor", *(import_time(python) for python in pythons))
        for kind in ("canvas", "batches", "render"):
            draw(pythons, kind, arguments.scenes or NAMES, ratios)
    worse = 0
    print(f"{'':32} {'new / old':>10} {'old / old':>10}")
    for name, (itself, changed) in ratios.items():
        ratio, spread = statistics.median(changed), max(max(itself), 1 / min(itself))
        is_worse = ratio > max(TOLERANCE, spread)
        worse += is_worse
        print(f"{name:32} {ratio:10.3f} {1 / spread:5.3f}–{spread:5.3f} {'WORSE' if is_worse else ''}")
    print(f"{len(ratios)} measurements, {worse} worse")
    sys.exit(worse > 0)


if __name__ == "__main__":
    main()
