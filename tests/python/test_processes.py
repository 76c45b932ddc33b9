"""Other processes and interpreters: fork, spawn, subinterpreters."""

import pytest

import canvas

from scripts import Script, eventually, run_script

HEADLESS = {"CANVAS_BACKEND": "headless"}


FORKED = """
    import faulthandler, gc, os, sys, warnings, canvas
    faulthandler.cancel_dump_traceback_later()  # its thread does not survive the fork, and the child would wait for it at exit
    warnings.simplefilter("ignore")
    pixels = memoryview(bytes(range(64))).cast("B", (4, 4, 4))
    image = canvas.Image(pixels)
    window = canvas.Canvas("parent", size=(100, 80), on_draw=lambda painter: painter.clear("green"))
    window.show()
    window.snapshot()
    recording = window.record_video(sys.argv[1])
    print("open", flush=True)
    sys.stdin.readline()
    child = os.fork()
    if child == 0:
        failed = []
        for name, call in {
            "request_draw": window.request_draw, "close": window.close, "snapshot": window.snapshot,
            "call": lambda: window.call(lambda: None), "wait": window.wait, "hide": window.hide,
            "show": lambda: canvas.Canvas("child").show(), "run": canvas.run,
            "present": lambda: window.present(pixels), "post": lambda: window.post(print),
            "call_later": lambda: window.call_later(1, print), "force_draw": window.force_draw,
            "save": lambda: window.save("never.png"), "request_close": window.request_close,
            "submit_event": lambda: window.submit_event({"type": "key_down", "key": "a", "code": "KeyA"}),
            "title": lambda: setattr(window.window, "title", "child's"), "size": lambda: window.window.size,
            "keys": lambda: window.keys, "stats": lambda: window.stats, "show_image": lambda: canvas.show_image(pixels),
            "close_all": canvas.close_all, "monitors": canvas.monitors, "backends": canvas.backends,
            "clipboard": lambda: canvas.clipboard.text, "monitor": lambda: window.window.monitor,
            "record_video": lambda: window.record_video("never.gif"), "stop": recording.stop, "repr": lambda: repr(recording),
            "frames": lambda: recording.frames, "recording": lambda: recording.recording,
        }.items():
            try:
                call()
            except (RuntimeError, canvas.CanvasError) as error:
                if "fork" not in str(error): failed.append((name, str(error)))
            else:
                failed.append((name, "did not raise"))
        shot = canvas.render(lambda painter: painter.clear("red"), (4, 4))
        if bytes(memoryview(shot))[:4] != bytes([255, 0, 0, 255]): failed.append("render")
        if canvas.Image.decode(canvas.Image(pixels).encode()) != image: failed.append("Image")
        del window
        gc.collect()
        print("child", failed, flush=True)
        sys.exit(0)
    _, status = os.waitpid(child, 0)
    print("status", status, window.call(lambda: 5), flush=True)
    sys.stdin.readline()
    window.close()
"""


def test_fork(start, x, tmp_path):  # F26
    script = start(FORKED, str(tmp_path / "video.gif"))
    window = x.find("parent")
    script.expect("open")
    eventually(lambda: x.pixel(window, 5, 5) == (0, 128, 0))
    script.send()
    assert script.expect("child") == "[]"
    assert script.expect("status") == "0 5"
    x.uncover(x.cover(x.geometry(window)))
    eventually(lambda: x.pixel(window, 5, 5) == (0, 128, 0), "the parent's window still works")
    x.ping(window, 99)
    script.send()
    script.finish().assert_clean()
    assert canvas.Image.open(tmp_path / "video.gif").width == 100


def test_a_child_of_multiprocessing_that_is_forked_works_without_windows(start, x):  # F26
    script = start(
        """
        import faulthandler, multiprocessing, sys, warnings, canvas
        faulthandler.cancel_dump_traceback_later()
        warnings.simplefilter("ignore")
        def draw(painter):
            painter.clear("red")
        def work(number):
            try:
                window.request_draw()
            except RuntimeError as error:
                return "fork" in str(error), canvas.render(draw, (number, 2)).width
        window = canvas.Canvas("parent", size=(100, 80), on_draw=draw)
        window.show()
        window.snapshot()
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print("children", pool.map(work, [3, 4, 5, 6]), flush=True)
        print("parent", window.call(lambda: 5), flush=True)
        sys.stdin.readline()
        window.close()
        """
    )
    window = x.find("parent")
    assert script.expect("children") == str([(True, number) for number in (3, 4, 5, 6)])
    assert script.expect("parent") == "5"
    x.ping(window, 99)
    eventually(lambda: x.pixel(window, 5, 5) == (255, 0, 0), "the parent's window still works")
    script.send()
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
