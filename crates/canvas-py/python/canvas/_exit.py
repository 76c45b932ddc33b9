"""Waiting for all windows, and the end of the program.

At the end of a script with windows open the program goes on until they are closed. That takes two stages, both of them
bounded where the program cannot go on anyway:

1. `threading._register_atexit`, before Python joins its threads: wait until the windows are closed. If the script died of
   an exception, or was a REPL, or `CANVAS_AT_EXIT=close` is set, they are closed; Ctrl-C closes them too.
2. `atexit`: close what is left, wait 2 s at the most, complete what is recorded, end the native threads.

After stage 2 no thread of ours is alive, but for one that is stuck in a handler.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading

from canvas import _canvas, _registry

_PATIENCE = 2.0
# A few large pictures may wait to be encoded.
_RECORDING_PATIENCE = 20.0
_lock = threading.Lock()
_process: int | None = None
_exit_request: SystemExit | None = None
_interrupted = False


def run() -> None:
    """Blocks, with the GIL released, until every window is closed (hidden ones count as open); returns at once if there
    is none. Headless windows, which nobody can close, are waited for only until they have shown what is due.

    On macOS the main thread has to call it: windows appear, draw and answer there while it waits.

    Ctrl-C: every window is told to close (no veto, handlers are not awaited), then `KeyboardInterrupt`.
    Raises `DisplayLost` if a display died under a window, and the `SystemExit` of a handler. Any thread but a window's own; on
    macOS `RuntimeError` on any but the main one.
    """
    try:
        _canvas.run()
    except KeyboardInterrupt:
        _canvas.close_all("exit")
        raise
    finally:
        _raise_exit_request()


def close_all() -> None:
    """Closes every window, from any thread, without waiting."""
    _canvas.close_all("program")


def request_exit(request: SystemExit) -> None:
    """A handler raised `SystemExit`: all windows close, and `run()` raises it again."""
    global _exit_request
    with _lock:
        if _exit_request is None:
            _exit_request = request
    _canvas.close_all("exit")


def _raise_exit_request() -> None:
    global _exit_request
    with _lock:
        request, _exit_request = _exit_request, None
    if request is not None:
        raise request.with_traceback(None)


def prepare() -> None:
    """Registers the exit hooks, once a process. Called before the first window opens."""
    global _process
    with _lock:
        if _process == os.getpid():
            return
        _process = os.getpid()
    # Its hook joins the threads of all executors; ours has to run before it, and hooks run last registered first.
    import concurrent.futures.thread  # noqa: F401

    register = getattr(threading, "_register_atexit", atexit.register)
    try:
        register(_wait_at_exit)
    except RuntimeError:
        pass  # The interpreter is shutting down already: stage 2 is enough.
    atexit.register(_close_at_exit)


def _goes_on_at_exit() -> bool:
    if os.environ.get("CANVAS_AT_EXIT") == "close":
        return False
    interactive = hasattr(sys, "ps1") or bool(sys.flags.interactive)
    died = hasattr(sys, "last_exc") or hasattr(sys, "last_value")
    return not interactive and not died


def _wait_at_exit() -> None:
    global _interrupted
    if _process != os.getpid():
        return
    try:
        if _goes_on_at_exit() and _exit_request is None:
            _canvas.run()
        _canvas.close_all("exit")
    except KeyboardInterrupt:
        _interrupted = True
        _canvas.close_all("exit")
    except _canvas.DisplayLost as error:
        print(f"canvas: {error}", file=sys.stderr)


def _close_at_exit() -> None:
    if _process != os.getpid():
        return
    try:
        _canvas.close_all("exit")
        if not _canvas.wait_closed(_PATIENCE):
            _report_stuck()
        if not _canvas.finish_recordings(_RECORDING_PATIENCE):
            print("canvas: a recording is not complete: its last pictures were not written in time", file=sys.stderr)
        _canvas.stop(_PATIENCE)
    except KeyboardInterrupt:
        _set_interrupted()


def _set_interrupted() -> None:
    global _interrupted
    _interrupted = True


def _report_stuck() -> None:
    """Says once which handlers did not end, and where they are."""
    import traceback

    frames = sys._current_frames()
    for canvas in _registry.open_canvases():
        thread = canvas._canvas_.thread
        frame = frames.get(thread.ident) if thread is not None and thread.ident is not None else None
        if frame is None:
            continue
        stack = "".join(traceback.format_stack(frame))
        print(
            f"canvas: the window {canvas._canvas_.title!r} is still busy at the end of the program:\n{stack}",
            file=sys.stderr,
        )


def _die_of_sigint() -> None:
    """The last hook: after Ctrl-C at the end of the script a shell expects the process to have died of the signal."""
    if not _interrupted or _process != os.getpid():
        return
    import signal

    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)


def _after_fork_in_child() -> None:
    global _lock, _process
    _canvas.after_fork_in_child()
    _lock = threading.Lock()
    _process = None
    _registry.forget_all()


# Registered while the package is imported, so that it runs after the hooks of programs that import it first.
atexit.register(_die_of_sigint)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
