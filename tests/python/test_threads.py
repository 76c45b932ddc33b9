"""Windows and threads: whichever thread opens, closes or drops windows, nothing hangs and nothing leaks."""

import concurrent.futures
import gc
import importlib.util
import threading
import time
import weakref

import pytest

import canvas

from scripts import eventually, in_threads, run_script

HEADLESS = {"CANVAS_BACKEND": "headless"}


class Busy(canvas.Canvas):
    """A window whose handlers always run."""

    def __init__(self):
        super().__init__("busy", size=(40, 30), update_mode="fastest")

    def on_draw(self, painter):
        painter.fill_rect(0, 0, 10, 10)


def repeats(most, seconds):
    """Counts up to `most`, but for at most `seconds`."""
    end = time.monotonic() + seconds
    for number in range(most):
        if time.monotonic() > end:
            print(f"{number} of {most} repeats in {seconds} s")
            return
        yield number


def test_closing_from_many_threads_while_handlers_run():  # F2
    for _ in repeats(500, 3):
        windows = [Busy() for _ in range(4)]
        for window in windows:
            window.show()

        def work(number, windows=windows):
            if number == 0:
                windows[0].close()
            elif number == 1:
                canvas.close_all()
            elif number == 2:
                windows[2].request_close()
            else:
                windows[3].close()

        raised = in_threads(4, work)
        assert all(isinstance(error, canvas.ClosedError) for error in raised), "closing a closed window may raise"
        for window in windows:
            window.close()
            assert window.wait(20)


def test_dropping_the_last_reference_does_not_block():  # F2
    def drop(number, last):
        del last[:]
        if number % 2:
            gc.collect()

    gone = []
    for _ in repeats(500, 3):
        shown, unshown, last = Busy(), Busy(), []
        shown.show()
        shown.itself = shown  # a cycle, which only the collector finds
        unshown.itself = unshown
        image = shown.snapshot()
        gone += [weakref.ref(shown), weakref.ref(unshown)]
        last += [shown, unshown, image]
        del shown, unshown, image
        assert in_threads(4, lambda number, last=last: drop(number, last)) == []
    eventually(lambda: len(canvas.windows()) == len(gone) // 2, "an open window stays without a reference")
    canvas.close_all()
    eventually(lambda: not canvas.windows())
    eventually(lambda: (gc.collect(), not any(ref() for ref in gone))[1], "they are collected")


def test_dead_windows_and_images_are_collected_on_any_thread():  # F20
    ended = run_script(
        """
        import gc, threading, canvas, weakref
        gc.disable()
        class Image:  # those of canvas have no weak references
            def __init__(self):
                self.image = canvas.Image(memoryview(bytes(16)).cast("B", (2, 2, 4)))
                self.itself = self
        refs = []
        def make(count, shown):
            for i in range(count):
                window, image = canvas.Canvas("cycle", size=(20, 20)), Image()
                window.itself, window.image = window, image
                refs.extend([weakref.ref(window), weakref.ref(image)])
                if i < shown:
                    window.show()
                    window.close()
                    assert window.wait(30)
        def alive():
            return sum(ref() is not None for ref in refs)
        def on_a_thread(work, *arguments):
            thread = threading.Thread(target=work, args=arguments); thread.start(); thread.join()
        def check(collect):
            refs.clear()
            on_a_thread(make, 500, 20)
            assert alive() == 1000, alive()
            collect()
            assert alive() == 0, alive()
        check(lambda: on_a_thread(gc.collect))
        check(gc.collect)
        class Collects(canvas.Canvas):
            drawn = 0
            def on_draw(self, painter):
                gc.collect()
                painter.clear("red")
                self.drawn += 1
        window = Collects("collects", size=(50, 50), update_mode="manual")
        window.show()
        check(window.force_draw)
        window.close()
        window.wait()
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


def test_a_window_has_one_thread_all_its_life():  # F21
    ended = run_script(
        """
        import contextvars, decimal, threading, canvas
        local, variable = threading.local(), contextvars.ContextVar("v", default=0)
        seen = set()
        class Window(canvas.Canvas):
            drawn = 0
            def on_draw(self, painter):
                self.drawn += 1
                local.count = getattr(local, "count", 0) + 1
                variable.set(variable.get() + 1)
                if self.drawn == 1:
                    decimal.getcontext().prec = 7
                assert local.count == variable.get() == self.drawn
                assert decimal.getcontext().prec == 7
                seen.add((threading.current_thread(), threading.get_ident()))
                if self.drawn == 1000:
                    self.close()
            def on_error(self, error):
                print(repr(error), flush=True)
                self.close()
        window = Window("one thread", size=(40, 30), update_mode="fastest")
        window.show()
        window.wait()
        assert window.drawn == 1000, window.drawn
        assert len(seen) == 1, seen
        """,
        env={**HEADLESS, "CANVAS_HEADLESS_SECONDS": "60"},
    )
    ended.assert_clean()
    assert ended.out == ""


@pytest.mark.skipif(not importlib.util.find_spec("matplotlib"), reason="matplotlib is not installed")
def test_matplotlib_draws_in_every_frame():  # F21
    ended = run_script(
        """
        import matplotlib; matplotlib.use("agg")
        import canvas
        from matplotlib import pyplot
        class Window(canvas.Canvas):
            drawn = 0
            def on_draw(self, painter):
                figure = pyplot.figure(figsize=(2, 1))
                figure.gca().plot([1, 2, 3])
                figure.canvas.draw()
                painter.draw_image(figure.canvas.buffer_rgba(), 0, 0)
                pyplot.close(figure)
                self.drawn += 1
                if self.drawn == 10:
                    self.close()
        window = Window("plots", size=(200, 100), update_mode="fastest")
        window.show()
        window.wait()
        assert window.drawn == 10
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


@pytest.mark.parametrize("backend", ["headless", "x11"])
def test_windows_leak_nothing(backend, shared_server):  # F22
    ended = run_script(
        """
        import gc, os, threading, canvas, process_probe
        from collections import Counter
        def light(painter):
            painter.clear("teal")
        def heavy(painter):
            for i in range(3000):
                painter.fill_circle(i % 64, i % 48, 30)
        def open_and_close(count, draw=light):
            for first in range(0, count, 20):
                windows = [canvas.Canvas(f"{i}", size=(64, 48), on_draw=draw) for i in range(20)]
                for window in windows: window.show()
                for window in windows: window.snapshot()
                for window in windows: window.close()
                for window in windows: assert window.wait(30)
            gc.collect()
        def owned():
            return threading.active_count(), process_probe.threads(), process_probe.descriptors(), process_probe.mappings()
        def more(now, before):  # and not less: what ends late is counted before, too
            threads = [(id, name) for id, name in now[1].items() if id not in before[1] and not name.startswith("canvas-raster")]
            return [*threads, *(Counter(now[2]) - Counter(before[2])), *(Counter(now[3]) - Counter(before[3]))]
        def raster_workers():
            return sum(name.startswith("canvas-raster") for name in process_probe.threads().values())
        def settled(before=None):
            for _ in range(2400):  # a minute
                now = owned()
                if now[0] == 1 and not (before and (more(now, before) or raster_workers() > workers)):
                    break
                threading.Event().wait(0.025)
            return now
        # Raster workers come as they are needed, one for each core at most, and stay.
        workers = min(8, len(os.sched_getaffinity(0)))
        while raster_workers() < workers:
            open_and_close(20, heavy)
        open_and_close(200)
        before, memory = settled(), process_probe.resident()
        open_and_close(800)
        after = settled(before)
        assert before[0] == after[0] == 1, (before[0], after[0])
        assert not more(after, before), (more(after, before), before, after)
        assert raster_workers() <= workers, process_probe.threads()
        grown = process_probe.resident() - memory
        print("grown", grown, flush=True)
        assert grown <= 4 << 20, grown
        """,
        env={"CANVAS_BACKEND": backend, **shared_server.environment()},
        timeout=300,
    )
    ended.assert_clean()


def test_sixteen_threads_start_at_once():  # F25
    def process(_):
        run_script(
            """
            import threading, canvas
            gate, failed = threading.Barrier(16), []
            def work():
                gate.wait()
                try:
                    def draw(painter):
                        painter.font = "12px sans-serif"
                        painter.fill_text("hello", 2, 20)
                    window = canvas.Canvas("t", size=(40, 30), on_draw=draw)
                    window.show()
                    window.snapshot()
                    window.close()
                    assert window.wait(30)
                except BaseException as error:
                    failed.append(error)
            threads = [threading.Thread(target=work) for _ in range(16)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            assert not failed, failed
            """,
            env=HEADLESS,
        ).assert_clean()

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        assert len(list(pool.map(process, range(50)))) == 50


def test_drawing_while_the_script_still_imports(tmp_path):  # F28
    (tmp_path / "alpha.py").write_text("import canvas_shower\nimport beta\nVALUE = beta.VALUE\n")
    (tmp_path / "beta.py").write_text("import time\nimport gamma\nVALUE = 3\n")
    (tmp_path / "gamma.py").write_text("import beta\n")
    (tmp_path / "canvas_shower.py").write_text(
        "import canvas\n"
        "def draw(painter):\n"
        "    import beta\n"
        "    painter.clear('red')\n"
        "window = canvas.Canvas('import', size=(40, 30), on_draw=draw)\n"
        "window.show()\n"
    )
    run_script(
        f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        import alpha, canvas_shower
        assert bytes(memoryview(canvas_shower.window.snapshot()))[:4] == bytes([255, 0, 0, 255])
        canvas_shower.window.close()
        """,
        env=HEADLESS,
    ).assert_clean()


def test_reentrance():  # F29
    ended = run_script(
        """
        import gc, threading, canvas
        class Window(canvas.Canvas):
            drawn = resized = 0
            def on_draw(self, painter):
                self.drawn += 1
                if self.drawn < 50:
                    self.window.size = (60 + self.drawn, 40)
                    thread = threading.Thread(target=lambda: (self.request_draw(), gc.collect())); thread.start(); thread.join()
                    self.post(self.request_draw)
            def on_resize(self, event):
                self.resized += 1
                self.request_draw()
            def on_error(self, error):
                print(repr(error), flush=True)
        window = Window("again", size=(60, 40))
        window.show()
        while window.drawn < 50: threading.Event().wait(0.005)
        window.close()
        assert window.wait(30) and window.resized
        """,
        env=HEADLESS,
    )
    ended.assert_clean()
    assert ended.out == ""


def test_debuggers_and_profilers_see_the_handlers():  # F31
    ended = run_script(
        """
        import sys, threading, canvas
        traced = set()
        def trace(frame, event, argument):
            traced.add(frame.f_code.co_name)
        threading.settrace(trace)
        inside, go_on = threading.Event(), threading.Event()
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                inside.set()
                go_on.wait()
        window = Window("my title", size=(40, 30))
        window.show()
        inside.wait()
        thread, = [thread for thread in threading.enumerate() if "my title" in thread.name]
        names, frame = [], sys._current_frames()[thread.ident]
        while frame: names.append(frame.f_code.co_name); frame = frame.f_back
        assert "on_draw" in names, names
        go_on.set()
        window.close()
        window.wait()
        assert "on_draw" in traced, traced
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


def test_no_handler_runs_after_the_close():  # F33
    ended = run_script(
        """
        import random, threading, canvas
        late = []
        class Window(canvas.Canvas):
            over = False
            def on_event(self, event):
                if self.over: late.append(event.type)
            def on_draw(self, painter):
                if self.over: late.append("draw")
                self.request_draw()
            def on_close(self, event):
                if self.over: late.append("close")
                self.over = True
        generator = random.Random(1)
        for _ in range(50):
            windows = [Window("w", size=(40, 30), update_mode="fastest") for _ in range(20)]
            for window in windows:
                window.show()
            for window in windows:
                for _ in range(generator.randrange(5)):
                    window.post(window.request_draw)
                    window.window.size = (generator.randrange(20, 80), 30)
                threading.Thread(target=window.close).start() if generator.random() < 0.5 else window.close()
            for window in windows:
                assert window.wait(30)
                assert window.over
        assert not late, late
        """,
        env=HEADLESS,
        timeout=180,
    )
    ended.assert_clean()


def test_windows_from_any_thread():  # F35
    import asyncio

    def show():
        window = canvas.Canvas("anywhere", size=(40, 30), on_draw=lambda painter: painter.clear("red"))
        window.show()
        assert bytes(memoryview(window.snapshot()))[:4] == bytes([255, 0, 0, 255])
        window.close()
        assert window.wait(20)

    async def in_a_loop():
        show()

    show()
    assert in_threads(2, lambda number: show()) == []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pool.submit(show).result(60)
    asyncio.run(in_a_loop())


def test_run_from_several_threads():  # F35
    ended = run_script(
        """
        import threading, canvas
        window = canvas.Canvas("w", size=(40, 30), update_mode="continuous")
        window.show()
        ended, begun = [], threading.Barrier(4)
        def run():
            begun.wait()
            canvas.run()
            ended.append(True)
        threads = [threading.Thread(target=run) for _ in range(3)]
        for thread in threads: thread.start()
        begun.wait()
        assert not ended
        window.close()
        canvas.run()
        for thread in threads: thread.join()
        assert len(ended) == 3
        canvas.run()
        """,
        env={**HEADLESS, "CANVAS_HEADLESS_SECONDS": "60"},
    )
    ended.assert_clean()


def test_names_of_threads():
    window = canvas.Canvas("named", size=(40, 30))
    window.show()
    assert any("named" in thread.name for thread in threading.enumerate())
    window.close()
    assert window.wait(20)
    assert not any("named" in thread.name for thread in threading.enumerate())
