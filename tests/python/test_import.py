"""The cost and the side effects of `import canvas`."""

import sys

from scripts import run_script

# Importing canvas loads only these modules, beside those that Python loads at startup.
ALLOWED = {
    "canvas", "atexit", "collections", "contextlib", "dataclasses", "difflib", "enum", "functools", "inspect", "itertools", "keyword",
    "linecache", "operator", "os", "re", "reprlib", "signal", "threading", "time", "tokenize", "token", "traceback", "types",
    "typing", "warnings", "weakref", "copyreg", "abc", "textwrap", "select", "string",
    "math", "sre", "weakrefset", "ast", "dis", "opcode", "importlib", "copy", "heapq", "bisect", "__future__",
}  # fmt: skip
if sys.version_info >= (3, 14):
    ALLOWED |= {"contextvars"}  # by threading
if sys.version_info >= (3, 15):
    ALLOWED |= {"math_integer"}  # by math
HEAVY = {
    "numpy",
    "asyncio",
    "ctypes",
    "logging",
    "multiprocessing",
    "socket",
    "subprocess",
    "concurrent",
    "tkinter",
    "PIL",
    "json",
}


def test_nothing_heavy_is_imported():
    code = "import sys; before = set(sys.modules); import canvas; print(*sorted(set(sys.modules) - before))"
    names = {name.partition(".")[0] for name in run_script(code).assert_clean().out.split()}
    public = {name.lstrip("_") if name != "__future__" else name for name in names}
    assert not public & HEAVY
    assert public <= ALLOWED, f"also imported: {sorted(public - ALLOWED)}"


def test_import_opens_no_display_and_starts_no_thread(shared_server):
    run_script(
        """
        import process_probe
        before = len(process_probe.threads()), process_probe.descriptors(), process_probe.mappings()
        import canvas
        assert (len(process_probe.threads()), process_probe.descriptors(), process_probe.mappings()) == before
        """,
        env=shared_server.environment(),
    ).assert_clean()


def test_import_does_not_change_interpreter_settings():
    run_script(
        """
        import gc, signal, sys, threading
        def settings():
            handlers = [signal.getsignal(number) for number in signal.valid_signals()]
            return (sys.getswitchinterval(), gc.isenabled(), gc.get_threshold(), sys.gettrace(), sys.getprofile(),
                    sys.excepthook, threading.excepthook, sys.unraisablehook, sys.getrecursionlimit(), handlers)
        before = settings()
        import canvas
        assert settings() == before
        window = canvas.Canvas("w", size=(40, 30), backend="headless")
        window.show()
        assert settings()[:-1] == before[:-1]
        window.close()
        window.wait()
        assert settings() == before
        """
    ).assert_clean()


def test_the_module_has_its_version():
    import importlib.metadata

    import canvas

    assert canvas.__version__ == importlib.metadata.version("canvas")
    assert "canvas" in sys.modules
