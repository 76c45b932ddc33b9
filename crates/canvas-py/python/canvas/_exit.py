"""Waiting for all windows, and the end of the program.

At the end of a script with open windows the program keeps running until they are closed. That takes two stages; what they
wait for has a timeout, except the user:

1. `threading._register_atexit`, before Python joins its threads: waits until the windows are closed. If the script died of
   an exception or was a REPL, or `CANVAS_AT_EXIT=close` is set, it closes them; Ctrl-C closes them too.
2. `atexit`: closes the remaining windows and waits at most 2 s for their handlers, completes the recordings (at most 20 s),
   and ends the native threads.

After stage 2 no thread of this package is alive, except one that is stuck in a handler.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading

from canvas import _canvas, _registry

_CLOSE_TIMEOUT = 2.0  # seconds
_RECORDING_TIMEOUT = 20.0  # seconds: a few large frames may wait to be encoded
_lock = threading.Lock()
_process: int | None = None
_exit_request: SystemExit | None = None
_interrupted = False


def run() -> None:
    """Blocks, with the GIL released, until every window is closed; returns at once if no window is open.

    Hidden windows count as open. Headless windows, which no user can close, are waited for only until they have shown what
    is due, at most `CANVAS_HEADLESS_SECONDS` (default 2). Recordings that end with the windows are completed.

    Ctrl-C closes every window without `on_close_request` and without waiting for handlers, and then raises
    `KeyboardInterrupt`.

    Any thread except a window's own, where it raises `RuntimeError`. On macOS only the main thread may call it: windows are
    shown and respond while it waits there.

    Raises `DisplayLost` if a display died while a window was open on it, and the `SystemExit` that a handler raised.
    """
    try:
        _canvas.run()
    except KeyboardInterrupt:
        _canvas.close_all("exit")
        raise
    finally:
        _raise_exit_request()


def close_all() -> None:
    """Closes every window, without `on_close_request` and without waiting for `on_close`. Any thread."""
    _canvas.close_all("program")


def request_exit(request: SystemExit) -> None:
    """Closes all windows because a handler raised `SystemExit`, which `run()` raises again."""
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
    """Registers the exit hooks, once for each process. Called before the first window opens."""
    global _process
    with _lock:
        if _process == os.getpid():
            return
        _process = os.getpid()
    # Its hook joins the threads of all executors. Hooks run in reverse order of registration, and ours has to run first.
    import concurrent.futures.thread  # noqa: F401

    register = getattr(threading, "_register_atexit", atexit.register)
    try:
        register(_wait_at_exit)
    except RuntimeError:
        pass  # The interpreter is shutting down already: stage 2 is enough.
    atexit.register(_close_at_exit)


def _keeps_running_at_exit() -> bool:
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
        if _keeps_running_at_exit() and _exit_request is None:
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
        if not _canvas.wait_closed(_CLOSE_TIMEOUT):
            _report_stuck()
        if not _canvas.finish_recordings(_RECORDING_TIMEOUT):
            print("canvas: a recording is incomplete: its last frames were not written within 20 s", file=sys.stderr)
        _canvas.stop(_CLOSE_TIMEOUT)
    except KeyboardInterrupt:
        _set_interrupted()


def _set_interrupted() -> None:
    global _interrupted
    _interrupted = True


def _report_stuck() -> None:
    """Prints which handlers did not end, and their stacks."""
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
    """The last hook. After Ctrl-C at the end of the script, a shell expects SIGINT to end the process."""
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


# Registered while the package is imported, so that it runs after the hooks that programs register later.
atexit.register(_die_of_sigint)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)
