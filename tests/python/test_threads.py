"""Windows and threads: every call from every thread and every handler works or raises, and nothing is left over."""

import contextlib
import threading

import pytest

import canvas

from scripts import Script, eventually, run_script

HEADLESS = {"CANVAS_BACKEND": "headless"}


@pytest.fixture
def window():
    window = canvas.Canvas("test", size=(80, 60))
    window.show()
    yield window
    window.close()
    assert window.wait(20)


def in_threads(count, work):
    """Runs `work(number)` in threads that begin at the same moment; returns what they raised."""
    raised, gate = [], threading.Barrier(count)

    def run(number):
        gate.wait()
        try:
            work(number)
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a call did not return"
    return raised


def test_closing_from_many_threads_while_handlers_run():  # F2
    class Busy(canvas.Canvas):
        def on_draw(self, painter):
            painter.fill_rect(0, 0, 10, 10)

    for _ in range(50):
        windows = [Busy("busy", size=(40, 30), update_mode="fastest") for _ in range(4)]
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
        assert all(isinstance(error, canvas.ClosedError) for error in raised), "closing what is closed may say so"
        for window in windows:
            window.close()
            assert window.wait(20)


def test_dropping_the_last_reference_waits_for_nobody():  # F2
    class Busy(canvas.Canvas):
        def on_draw(self, painter):
            painter.fill_rect(0, 0, 10, 10)

    for _ in range(50):
        Busy("dropped", size=(40, 30), update_mode="fastest").show()
    assert len(canvas.windows()) == 50, "an open window lives without a reference"
    canvas.close_all()
    eventually(lambda: not canvas.windows())


def test_every_call_from_eight_threads_beside_a_busy_one():  # F3
    stop = threading.Event()

    def spin():
        while not stop.is_set():
            pass

    hog = threading.Thread(target=spin)
    hog.start()
    pixels = memoryview(bytes(20 * 30 * 4)).cast("B", (20, 30, 4))
    window = canvas.Canvas("hammered", size=(80, 60), on_draw=lambda painter: painter.clear("red"))
    window.show()

    def work(number):
        for i in range(40):
            window.request_draw()
            window.present(pixels)
            window.window.title = f"{number} {i}"
            assert window.window.title and window.window.size and window.window.state and window.stats.frames_shown >= 0
            window.post(lambda: None)
            assert window.call(lambda i=i: i) == i
            window.call_later(0.001, lambda: None)
            canvas.windows(), canvas.report()
            if i % 10 == 0:
                window.hide()
                window.show()
                window.snapshot()

    try:
        assert in_threads(8, work) == []
    finally:
        stop.set()
        hog.join()
        window.close()
        assert window.wait(20)


@pytest.mark.parametrize("call", ["snapshot", "call", "wait"])
def test_blocking_calls_end_in_a_storm_of_keys(start, x, call):  # F4
    script = start(
        f"""
        import canvas
        class Window(canvas.Canvas):
            keys_seen = 0
            def on_key_down(self, event):
                self.keys_seen += 1
                self.request_draw()
        window = Window("storm", size=(100, 80))
        window.show()
        window.snapshot()
        print("open", flush=True)
        while window.keys_seen < 50:
            {dict(snapshot="window.snapshot()", call="window.call(lambda: None)", wait="window.wait(0.001)")[call]}
        print("done", flush=True)
        window.close()
        """
    )
    window = x.find("storm")
    script.expect("open")
    place = x.geometry(window)
    x.move_pointer(place.x + 20, place.y + 20)
    x.click()
    while script.is_silent():
        x.type_key(38)
    script.expect("done")
    script.finish().assert_clean()


@pytest.mark.parametrize("closer", ["close", "request_close"])
@pytest.mark.parametrize("call", ["snapshot", "call", "wait"])
def test_a_window_that_closes_ends_the_calls_that_wait_for_it(call, closer):  # F5
    for _ in range(20):
        window = canvas.Canvas("closes", size=(40, 30))
        window.show()
        entered = threading.Event()
        calls = {
            "snapshot": window.snapshot,
            "call": lambda window=window: window.call(lambda: None),
            "wait": lambda window=window: window.wait(0.001),
        }
        ended = []

        def repeat(call=calls[call], name=call, entered=entered, ended=ended):
            try:
                while True:
                    answer = call()
                    entered.set()
                    if name == "wait" and answer:
                        return ended.append("True")
            except canvas.ClosedError:
                ended.append("ClosedError")

        thread = threading.Thread(target=repeat)
        thread.start()
        assert entered.wait(20)
        getattr(window, closer)()
        thread.join(20)
        assert not thread.is_alive()
        assert ended == ["True" if call == "wait" else "ClosedError"]
        assert window.wait(20)


EVERY_CALL = {
    "show": lambda w: w.show(),
    "hide": lambda w: (w.hide(), w.show()),
    "request_draw": lambda w: w.request_draw(),
    "wait": lambda w: w.wait(),
    "wait 0": lambda w: w.wait(0),
    "present": lambda w: w.present(memoryview(bytes(400)).cast("B", (10, 10, 4))),
    "snapshot": lambda w: w.snapshot(),
    "save": lambda w: w.save("/dev/null/never.png"),
    "call": lambda w: w.call(lambda: 1),
    "post": lambda w: w.post(lambda: None),
    "call_later": lambda w: w.call_later(1000, lambda: None),
    "title": lambda w: setattr(w.window, "title", "new"),
    "size": lambda w: setattr(w.window, "size", (90, 70)),
    "run": lambda w: canvas.run(),
    "windows": lambda w: canvas.windows(),
    "report": lambda w: canvas.report(),
    "render": lambda w: canvas.render(lambda painter: painter.clear("red"), (10, 10)),
    "backends": lambda w: canvas.backends(),
    "init": lambda w: w.__init__(),
    "new window": lambda w: (new := canvas.Canvas("inner", size=(20, 20)), new.show(), new.close(), new.wait(20)),
    "close": lambda w: w.close(),
    "request_close": lambda w: w.request_close(),
    "close_all": lambda w: canvas.close_all(),
}


@pytest.mark.parametrize("handler", ["on_draw", "on_show", "on_resize", "on_close_request", "on_close"])
@pytest.mark.parametrize("name", EVERY_CALL)
def test_every_call_from_every_handler_works_or_raises(name, handler):  # F6
    ended, calls = threading.Event(), []

    def act(window):
        if calls:
            return
        calls.append(name)
        try:
            EVERY_CALL[name](window)
        except (canvas.CanvasError, RuntimeError, OSError, ValueError) as error:
            calls.append(str(error))
            assert str(error)
        finally:
            ended.set()

    window = canvas.Canvas("acts", size=(80, 60))
    setattr(window, handler, lambda event: act(window))
    window.show()
    if handler == "on_resize" and not ended.is_set():
        with contextlib.suppress(canvas.ClosedError):  # its first size may have closed it
            window.window.size = (100, 80)
    if handler == "on_close_request":
        window.request_close()
    if handler == "on_close":
        window.close()
    assert ended.wait(20), "the call did not return"
    window.close()
    assert window.wait(20)


def test_dead_windows_are_collected_on_any_thread():  # F20
    ended = run_script(
        """
        import gc, threading, canvas, weakref
        gc.disable()
        def make():
            for i in range(1000):
                window = canvas.Canvas("cycle")
                window.itself = window
                image = canvas.Image(memoryview(bytes(16)).cast("B", (2, 2, 4)))
                holder = [image]; holder.append(holder)
                refs.append(weakref.ref(window))
        refs = []
        maker = threading.Thread(target=make); maker.start(); maker.join()
        collector = threading.Thread(target=gc.collect); collector.start(); collector.join()
        assert not any(ref() for ref in refs[:-1]), sum(1 for ref in refs if ref())
        class Collects(canvas.Canvas):
            def on_draw(self, painter):
                gc.collect()
        make()
        window = Collects("collects", size=(50, 50)); window.show(); window.snapshot(); window.close(); window.wait()
        gc.collect()
        assert not any(ref() for ref in refs[:-1])
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


def test_a_window_has_one_thread_for_life():  # F21
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


@pytest.mark.parametrize("backend", ["headless", "x11"])
def test_windows_leave_nothing_behind(backend, shared_server):  # F22
    ended = run_script(
        """
        import gc, os, threading, canvas, oracle
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
            return threading.active_count(), oracle.threads(), oracle.descriptors(), oracle.mappings()
        def settled(wanted=None):
            for _ in range(400):
                now = owned()
                if now[0] == 1 and (wanted is None or now[1:] == wanted[1:]):
                    break
                threading.Event().wait(0.025)
            return owned()
        # Raster workers come as they are needed, one for each core at most, and stay.
        workers = min(8, len(os.sched_getaffinity(0)))
        while sum(name.startswith("canvas-raster") for name in oracle.threads().values()) < workers:
            open_and_close(20, heavy)
        open_and_close(200)
        before, memory = settled(), oracle.resident()
        open_and_close(800)
        after = settled(before)
        assert before[0] == after[0] == 1, (before[0], after[0])
        for name, a, b in zip(["threads", "descriptors", "mappings"], before[1:], after[1:]):
            assert a == b, (name, a, b)
        grown = oracle.resident() - memory
        print("grown", grown, flush=True)
        assert grown <= 4 << 20, grown
        """,
        env={"CANVAS_BACKEND": backend, **shared_server.environment()},
        timeout=300,
    )
    ended.assert_clean()


FAILURES = {
    "ValueError": "raise ValueError('mine')",
    "KeyboardInterrupt": "raise KeyboardInterrupt('mine')",
    "RecursionError": "self.recurse()",
    "Unprintable": "raise Unprintable()",
}


@pytest.mark.parametrize("handler", ["on_draw", "on_show", "on_resize"])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_failing_handler_is_reported_once_and_the_window_lives_on(failure, handler):  # F23
    ended = run_script(
        f"""
        import threading, canvas
        class Unprintable(Exception):
            def __str__(self):
                raise RuntimeError("no")
        seen = []
        threading.excepthook = lambda args: seen.append(args)
        class Window(canvas.Canvas):
            def recurse(self):
                self.recurse()
            def {handler}(self, event):
                {FAILURES[failure]}
        import warnings; warnings.simplefilter("ignore")
        other = canvas.Canvas("other", size=(40, 30), on_draw=lambda painter: painter.clear("red"))
        window = Window("fails", size=(60, 40))
        other.show(); window.show()
        window.window.size = (70, 50)
        while not seen: threading.Event().wait(0.005)
        window.call(lambda: None)
        for _ in range(5):
            window.request_draw()
            window.call(lambda: None)
        args, = seen
        assert args.exc_type.__name__ == {failure!r}, args
        assert args.thread.name.endswith("fails"), args.thread
        frames, tb = [], args.exc_traceback
        while tb: frames.append(tb.tb_frame.f_code.co_name); tb = tb.tb_next
        assert {handler!r} in frames, frames
        assert bytes(memoryview(other.snapshot()))[:4] == bytes([255, 0, 0, 255])
        assert set(canvas.windows()) == {{other, window}}
        canvas.close_all()
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


def test_on_error_takes_the_place_of_the_hook():  # F23
    seen = []

    class Window(canvas.Canvas):
        def on_draw(self, painter):
            raise ValueError("mine")

        def on_error(self, error):
            seen.append((threading.current_thread().name, error))

    window = Window("fails", size=(60, 40))
    window.show()
    eventually(lambda: seen)
    assert "fails" in seen[0][0]
    assert str(seen[0][1]) == "mine"
    window.close()
    assert window.wait(20)


def test_a_failing_on_error_goes_to_the_unraisable_hook():
    ended = run_script(
        """
        import sys, threading, canvas
        seen = []
        sys.unraisablehook = lambda args: seen.append(args.exc_type.__name__)
        class Window(canvas.Canvas):
            def on_draw(self, painter):
                raise ValueError("mine")
            def on_error(self, error):
                raise KeyError("hook")
        window = Window("fails", size=(60, 40))
        window.show()
        while not seen: threading.Event().wait(0.005)
        assert window.call(lambda: 5) == 5
        window.close()
        window.wait()
        assert set(seen) == {"KeyError"}, seen
        """,
        env=HEADLESS,
    )
    ended.assert_clean()


def test_a_frame_that_fails_leaves_the_one_before(start, x):
    script = start(
        """
        import sys, threading, canvas
        class Window(canvas.Canvas):
            fails = False
            def on_draw(self, painter):
                painter.clear("green")
                if self.fails:
                    painter.clear("red")
                    raise ValueError("mine")
        threading.excepthook = lambda args: print("reported", flush=True)
        window = Window("fails", size=(300, 200))
        window.show()
        window.snapshot()
        print("open", flush=True)
        for line in sys.stdin:
            window.fails = line.strip() == "fail"
            window.request_draw()
        window.close()
        """
    )
    window = x.find("fails")
    script.expect("open")
    eventually(lambda: x.pixel(window, 150, 190) == (0, 128, 0))
    script.tell("fail")
    script.expect("reported")
    eventually(lambda: x.picture(window).colors() != {(0, 128, 0)}, "the band with the message")
    assert x.pixel(window, 150, 190) == (0, 128, 0), "the frame before stays below it"
    script.tell("work")
    eventually(lambda: x.picture(window).colors() == {(0, 128, 0)}, "a draw that succeeds takes the band away")
    script.process.stdin.close()
    script.finish().assert_clean()


def test_sixteen_threads_begin_at_once():  # F25
    for _ in range(10):
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


FORKED = """
    import faulthandler, gc, os, sys, warnings, canvas
    faulthandler.cancel_dump_traceback_later()  # its thread does not survive the fork, and the child's end would wait for it
    warnings.simplefilter("ignore")
    window = canvas.Canvas("parent", size=(100, 80), on_draw=lambda painter: painter.clear("green"))
    window.show()
    window.snapshot()
    print("open", flush=True)
    sys.stdin.readline()
    child = os.fork()
    if child == 0:
        failed = []
        for name, call in {
            "request_draw": window.request_draw, "close": window.close, "snapshot": window.snapshot,
            "call": lambda: window.call(lambda: None), "wait": window.wait, "hide": window.hide,
            "show": lambda: canvas.Canvas("child").show(), "run": canvas.run,
        }.items():
            try:
                call()
            except (RuntimeError, canvas.CanvasError) as error:
                if "fork" not in str(error): failed.append((name, str(error)))
            else:
                failed.append((name, "did not raise"))
        shot = canvas.render(lambda painter: painter.clear("red"), (4, 4))
        if bytes(memoryview(shot))[:4] != bytes([255, 0, 0, 255]): failed.append("render")
        del window
        gc.collect()
        print("child", failed, flush=True)
        sys.exit(0)
    _, status = os.waitpid(child, 0)
    print("status", status, window.call(lambda: 5), flush=True)
    sys.stdin.readline()
    window.close()
"""


def test_fork(start, x):  # F26
    script = start(FORKED)
    window = x.find("parent")
    script.expect("open")
    eventually(lambda: x.pixel(window, 5, 5) == (0, 128, 0))
    script.tell()
    assert script.expect("child") == "[]"
    assert script.expect("status") == "0 5"
    x.uncover(x.cover(x.geometry(window)))
    eventually(lambda: x.pixel(window, 5, 5) == (0, 128, 0), "the parent's window lives on")
    x.ping(window, 99)
    script.tell()
    script.finish().assert_clean()


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_spawned_child_opens_its_own_window(tmp_path, method, shared_server):  # F26
    program = tmp_path / "program.py"
    program.write_text(
        f"""
import multiprocessing, canvas
def child(queue):
    window = canvas.Canvas("child", size=(60, 40), on_draw=lambda painter: painter.clear("red"))
    window.show()
    queue.put(bytes(memoryview(window.snapshot()))[:4])
    window.close()
if __name__ == "__main__":
    context = multiprocessing.get_context({method!r})
    window = canvas.Canvas("parent", size=(60, 40))
    window.show()
    window.snapshot()
    queue = context.Queue()
    process = context.Process(target=child, args=(queue,))
    process.start()
    print(list(queue.get(timeout=60)))
    process.join()
    window.close()
    raise SystemExit(process.exitcode)
"""
    )
    ended = Script.file(program, env=shared_server.environment()).finish().assert_clean()
    assert ended.out.strip() == "[255, 0, 0, 255]"


def test_subinterpreters_are_refused():  # F27
    ended = run_script(
        """
        import sys
        try:
            import _interpreters as interpreters
        except ImportError:
            import _xxsubinterpreters as interpreters
        code = '''if True:
            try:
                import canvas
            except ImportError as error:
                print("refused", flush=True)
        '''
        def run(*arguments, **options):
            id = interpreters.create(*arguments, **options)
            interpreters.run_string(id, code)
            interpreters.destroy(id)
        if sys.version_info >= (3, 13):
            run("legacy"); run("isolated")
        else:
            run(isolated=False); run(isolated=True)
        import canvas
        assert canvas.render(lambda painter: painter.clear("red"), (2, 2)).width == 2
        """,
        env=HEADLESS,
    )
    assert ended.code == 0, ended
    assert ended.out.split() == ["refused", "refused"]


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
    import concurrent.futures

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


def test_a_circle_of_calls_is_refused():
    first = canvas.Canvas("first", size=(40, 30))
    second = canvas.Canvas("second", size=(40, 30))
    first.show()
    second.show()
    with pytest.raises(RuntimeError):
        first.call(lambda: second.call(lambda: first.call(lambda: None)))
    assert first.call(lambda: 1) == second.call(lambda: 2) - 1
    for window in (first, second):
        window.close()
        assert window.wait(20)


def test_call_gives_back_results_and_exceptions(window):
    assert window.call(max, 3, 7) == 7
    with pytest.raises(KeyError, match="mine"):
        window.call({}.__getitem__, "mine")
    assert window.call(window.call, len, "four") == 4, "on its own thread a call runs at once"
    names = {window.call(lambda: threading.current_thread().name) for _ in range(3)}
    assert len(names) == 1 and "test" in names.pop()


def test_call_with_a_timeout(window):
    go_on = threading.Event()
    window.post(go_on.wait)
    with pytest.raises(TimeoutError):
        window.call(lambda: None, timeout=0.05)
    go_on.set()
    assert window.call(lambda: 1, timeout=20) == 1


def test_post_keeps_the_order(window):
    seen = []
    for number in range(1000):
        window.post(seen.append, number)
    window.call(lambda: None)
    assert seen == list(range(1000))


def test_call_later_and_its_handle(window):
    seen = []
    late, early = window.call_later(0.05, seen.append, "late"), window.call_later(0.01, seen.append, "early")
    stopped = window.call_later(0.02, seen.append, "stopped")
    stopped.cancel()
    eventually(lambda: len(seen) == 2)
    assert seen == ["early", "late"]
    late.cancel()  # too late, and no error
    early.cancel()


def test_names_of_threads():
    window = canvas.Canvas("named", size=(40, 30))
    window.show()
    assert any("named" in thread.name for thread in threading.enumerate())
    window.close()
    assert window.wait(20)
    assert not any("named" in thread.name for thread in threading.enumerate())
