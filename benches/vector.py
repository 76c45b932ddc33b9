"""How fast canvas draws, beside skia-python, pycairo and QPainter: the same scenes, side by side in one run.

    vector.py [--quick] [SCENE…]

Each library is a process of its own (they conflict over signal handlers), and all draw in turn, frame by frame, so that
other load of the machine affects all of them. Times are medians in milliseconds per frame of 1280 x 720, from the first call
to finished pixels. "ratio" is the best peer's time divided by ours; "held" is the best peer's time divided by the time that
canvas holds the GIL while it records. `--quick` draws few items of each scene, to see that everything runs: its times mean
nothing.
"""

import math
import pathlib
import statistics
import subprocess
import sys

from scenes import NAMES, SHAPES

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS, WARM = 15, 2
QUICK = "--quick"
#: The number of items of a scene with --quick.
FEW = 20
PEERS = ("cairo", "skia", "qpainter")
OURS = ("canvas", "batches", "render")


class Side:
    """A library in its own process."""

    def __init__(self, name: str, quick: bool = False) -> None:
        self.name = name
        command = [sys.executable, str(HERE / "vector_sides.py"), name, *([str(FEW)] if quick else [])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.there = self.answer() == ["ready"]
        if not self.there:
            print(f"{name} cannot be used here and is left out")

    def answer(self) -> list[str]:
        assert self.process.stdout
        return self.process.stdout.readline().split()

    def frame(self, scene: str, variant: int) -> tuple[float, float] | None:
        assert self.process.stdin
        print(scene, variant, file=self.process.stdin, flush=True)
        match self.answer():
            case [total, recording]:
                return float(total), float(recording)
            case ["-"]:
                return None
        raise RuntimeError(f"{self.name} died on {scene}")

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def measure(sides: list[Side], scene: str, rounds: int, warm: int) -> dict[str, tuple[float, float]]:
    """Medians of total and recording, in ms, of each side that can draw the scene."""
    taken: dict[str, list[tuple[float, float]]] = {}
    for turn in range(rounds + warm):
        for side in sides:
            answer = side.frame(scene, turn % 2)
            if answer and turn >= warm:
                taken.setdefault(side.name, []).append(answer)
    return {
        name: (1000 * statistics.median(t for t, _ in values), 1000 * statistics.median(r for _, r in values))
        for name, values in taken.items()
    }


def geometric_mean(values: list[float]) -> float:
    return math.exp(statistics.fmean(map(math.log, values)))


def verdict(what: str, ratios: dict[str, float], goal: float, least: float) -> None:
    """The scenes with goals, and all scenes. Those that one call cannot draw are not among the batches."""
    if chosen := [ratios[name] for name in SHAPES if name in ratios]:
        mean, worst = geometric_mean(chosen), min(chosen)
        said = "met" if mean >= goal and worst >= least else "MISSED"
        print(f"{what:44} mean {mean:7.2f} (goal {goal:g})   least {worst:7.2f} (goal {least:g})   {said}")
    if ratios:
        scene, worst = min(ratios.items(), key=lambda item: item[1])
        over = f"  over all {len(ratios)} scenes, of which most have no goal"
        print(f"{over:44} mean {geometric_mean(list(ratios.values())):7.2f}   least {worst:7.2f} ({scene})")


def main(wanted: list[str]) -> None:
    quick = QUICK in wanted
    wanted = [name for name in wanted if name != QUICK]
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"no scene is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    sides = [side for side in (Side(name, quick) for name in OURS + PEERS) if side.there]
    columns = [side.name for side in sides]
    print("ms a frame of 1280 × 720, medians; held: recording, the part for which Python is held")
    print(f"{'':10}" + "".join(f"{name:>10}" for name in columns) + "     held  by batch   ratio  by batch")
    calls: dict[str, float] = {}
    batches: dict[str, float] = {}
    held: dict[str, float] = {}
    held_batches: dict[str, float] = {}
    for scene in wanted or NAMES:
        times = measure(sides, scene, 1 if quick else ROUNDS, 1 if quick else WARM)
        peers = [times[name][0] for name in PEERS if name in times]
        row = "".join(f"{times[name][0]:10.2f}" if name in times else f"{'-':>10}" for name in columns)
        tail = "".join(f"{times[name][1]:9.3f}" if name in times else f"{'-':>9}" for name in ("canvas", "batches"))
        if peers:
            best = min(peers)
            for name, ratios, shares in (("canvas", calls, held), ("batches", batches, held_batches)):
                if name in times:
                    ratios[scene], shares[scene] = best / times[name][0], best / times[name][1]
                    tail += f"{ratios[scene]:8.2f}"
                else:
                    tail += f"{'-':>8}"
        print(f"{scene:10}{row}{tail}", flush=True)
    for side in sides:
        side.close()
    if calls:
        verdict("best peer by canvas, one call a shape", calls, 2.5, 1.5)
        verdict("best peer by canvas, batches", batches, 3.5, 2)
        verdict("best peer by the time held, one call a shape", held, 8, 8)
        verdict("best peer by the time held, batches", held_batches, 40, 40)


if __name__ == "__main__":
    main(sys.argv[1:])
