"""Prints measurements of canvas beside its goals and, for recording, beside pycairo. Usage: run.py [NAME…]

Windows are opened on an Xvfb that the bench starts. Each measurement runs in fresh processes; medians, unless it says otherwise.
"""

import pathlib
import statistics
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "python"))

from scripts import Script, environment, run_script  # noqa: E402
from xclient import Geometry, RawXClient  # noqa: E402
from xserver import XServer  # noqa: E402


def line(what: str, value: float, unit: str, goal: float | None = None, at_least: bool = False, note: str = "") -> None:
    verdict = ""
    if goal is not None:
        met = value >= goal if at_least else value <= goal
        verdict = f"goal {'≥' if at_least else '≤'} {goal:g} {unit}: {'met' if met else 'MISSED'}"
    print(f"{what:58} {value:8.2f} {unit:8} {verdict:28} {note}", flush=True)


def milliseconds(values: list[float]) -> list[float]:
    return [1000 * value for value in values]


def until(x: RawXClient, window: int, at: tuple[int, int], color: tuple[int, int, int], timeout: float = 30) -> float:
    """Waits until a pixel has a colour; returns the time."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if x.pixel(window, *at) == color:
            return time.monotonic()
    raise TimeoutError(f"{at} did not become {color}")


def imports(server: XServer) -> None:
    code = "import time; a = time.perf_counter(); import canvas; print(time.perf_counter() - a)"
    values = [float(run_script(code).out) for _ in range(20)]
    line("import canvas", statistics.median(milliseconds(values)), "ms", 25)


OPEN = """
    import sys, time, canvas
    sys.stdin.readline()
    begin = time.monotonic()
    window = canvas.Canvas("bench", size=(400, 300), on_draw=lambda painter: painter.clear("green"))
    window.show()
    print("shown", begin, time.monotonic(), flush=True)
    sys.stdin.readline()
    window.close()
"""


def opening(server: XServer) -> None:
    shows, firsts = [], []
    for _ in range(20):
        with Script(OPEN, env=server.environment()) as script, server.client() as x:
            script.send()
            begin, shown = map(float, script.expect("shown").split())
            shows.append(shown - begin)
            firsts.append(until(x, x.find("bench"), (200, 150), (0, 128, 0)) - begin)
            script.send()
            script.finish()
    line("show() returns, the connection included", statistics.median(milliseconds(shows)), "ms", 30)
    line("first frame on the screen, from the constructor on", statistics.median(milliseconds(firsts)), "ms", 100)


HELD = """
    import ctypes, canvas
    def draw(painter):
        painter.clear("white")
        painter.fill_style = "green"
        painter.fill_rect(0, 0, 2000, 1000)
    window = canvas.Canvas("bench", size=(400, 300), on_draw=draw)
    window.show()
    window.snapshot()
    print("held", flush=True)
    ctypes.PyDLL(None).read(0, ctypes.create_string_buffer(1), 1)
    window.close()
"""


def held(server: XServer) -> None:
    exposes, resizes = [], []
    with Script(HELD, env=server.environment()) as script, server.client() as x:
        script.expect("held")
        window = x.find("bench")
        until(x, window, (200, 150), (0, 128, 0))
        for step in range(20):
            cover = x.cover(Geometry(0, 0, x.width, x.height))
            x.uncover(cover)
            begin = time.monotonic()
            exposes.append(until(x, window, (200, 150), (0, 128, 0)) - begin)
            width = 400 + 20 * (step + 1)
            x.configure(window, width=width, height=300)
            begin = time.monotonic()
            resizes.append(until(x, window, (width - 5, 150), (0, 128, 0)) - begin)
        script.send()
        script.finish()
    line(
        "uncovered window painted again while the GIL is held",
        statistics.median(milliseconds(exposes)),
        "ms",
        50,
        note=f"max {1000 * max(exposes):.1f}",
    )
    line(
        "enlarged window painted while the GIL is held",
        statistics.median(milliseconds(resizes)),
        "ms",
        50,
        note=f"max {1000 * max(resizes):.1f}",
    )


TICKER = """
    import statistics, sys, threading, time, canvas
    mode = sys.argv[1]
    def ticks(seconds):
        count, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            count += 1
        return count
    def draw(painter):
        for i in range(100):
            painter.fill_rect(i % 10 * 40, i // 10 * 30, 30, 20)
    ratios = []
    for _ in range(9):
        alone = ticks(0.4)
        window = canvas.Canvas("bench", size=(400, 300), on_draw=draw, update_mode=mode, max_fps=60)
        window.show()
        window.snapshot()
        ratios.append(ticks(0.4) / alone)
        window.close()
        window.wait()
    print(100 * statistics.median(ratios))
"""


def tickers(server: XServer) -> None:
    for mode, what, goal in [("ondemand", "an idle window", 95), ("continuous", "a 60 Hz window of 100 shapes", 80)]:
        value = float(run_script(TICKER, mode, env=server.environment()).out)
        line(f"speed of a Python thread beside {what}", value, "%", goal, at_least=True)


BUSY = """
    import threading, time, canvas
    def draw(painter):
        for i in range(1000):
            painter.fill_rect(i % 40 * 15, i // 40 * 15, 10, 10)
    window = canvas.Canvas("bench", size=(640, 480), on_draw=draw, update_mode="continuous", max_fps=60)
    window.show()
    window.snapshot()
    stop = False
    def spin():
        while not stop: pass
    thread = threading.Thread(target=spin)
    thread.start()
    begin, frames = time.monotonic(), window.stats.frames_shown
    time.sleep(5)
    print((window.stats.frames_shown - frames) / (time.monotonic() - begin))
    stop = True
    thread.join()
    window.close()
"""


def busy(server: XServer) -> None:
    value = float(run_script(BUSY, env=server.environment()).out)
    line(
        "frames shown beside one CPU-bound Python thread",
        value,
        "a second",
        50,
        at_least=True,
        note="1,000 shapes, 60 asked for",
    )


INTERRUPTED = """
    import time, canvas
    window = canvas.Canvas("bench", size=(400, 300))
    window.show()
    window.snapshot()
    print("open", flush=True)
    try:
        canvas.run()
    except KeyboardInterrupt:
        print("out", time.monotonic(), flush=True)
"""


def interrupts(server: XServer) -> None:
    values = []
    for _ in range(10):
        with Script(INTERRUPTED, env=server.environment()) as script:
            script.expect("open")
            time.sleep(0.2)
            begin = time.monotonic()
            script.interrupt()
            values.append(float(script.expect("out")) - begin)
            script.finish()
    line(
        "Ctrl-C comes out of run()",
        statistics.median(milliseconds(values)),
        "ms",
        200,
        note=f"max {1000 * max(values):.1f}",
    )


def recording(server: XServer) -> None:
    command = [sys.executable, str(TOP / "benches" / "recording.py")]
    subprocess.run(command, env=environment(), check=True, timeout=300)


def vector(server: XServer) -> None:
    command = [sys.executable, str(TOP / "benches" / "vector.py")]
    subprocess.run(command, env=environment(), check=True, timeout=1200)


BENCHES = {
    "import": imports,
    "open": opening,
    "held": held,
    "ticker": tickers,
    "busy": busy,
    "interrupt": interrupts,
    "recording": recording,
    "vector": vector,
}


def main(names: list[str]) -> None:
    if unknown := set(names) - set(BENCHES):
        sys.exit(f"no bench is called {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    server = XServer(manager=False)
    try:
        for name in names or BENCHES:
            BENCHES[name](server)
    finally:
        server.close()


if __name__ == "__main__":
    main(sys.argv[1:])
