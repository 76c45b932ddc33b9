"""The resources of a process as the kernel reports them, for tests against leaks, and whether a thread waits in a
native call. Programs under test import it too."""

import ctypes
import os
import pathlib
import sys
import threading
import time


def threads(pid: int | str = "self") -> dict[int, str]:
    """The name of each thread, by its id."""
    found = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            found[int(task.name)] = (task / "comm").read_text().strip()
        except OSError:  # it has ended
            pass
    return found


def descriptors(pid: int | str = "self") -> list[str]:
    """The target of each open file descriptor, without the one that reads the list."""
    found = []
    for entry in os.listdir(f"/proc/{pid}/fd"):
        try:
            found.append(os.readlink(f"/proc/{pid}/fd/{entry}"))
        except OSError:
            pass
    return sorted(found)


def mappings(pid: int | str = "self") -> list[str]:
    """The shared memory mappings of the process, pixel buffers among them."""
    lines = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
    return sorted(line.split(maxsplit=5)[-1] for line in lines if line.split()[1].endswith("s"))


def resident(pid: int | str = "self") -> int:
    """The resident set size in bytes. For this process, free memory of the allocator is returned first."""
    if pid == "self":
        ctypes.CDLL(None).malloc_trim(0)
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def voluntary_switches(pid: int | str = "self") -> dict[int, int]:
    """The number of voluntary context switches of each thread: it does not grow while a thread sleeps."""
    found = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            status = (task / "status").read_text()
        except OSError:
            continue
        line = next(line for line in status.splitlines() if line.startswith("voluntary_ctxt_switches"))
        found[int(task.name)] = int(line.split()[1])
    return found


def until_it_waits(thread: int | None, *functions: str, looks: int = 20, timeout: float = 20.0) -> None:
    """Returns when a thread of this process waits in a native call of one of these Python functions: it is at the same
    instruction in each of `looks` samples, although it could have taken the GIL in between."""
    deadline = time.monotonic() + timeout
    seen, before = 0, None
    while seen < looks:
        assert time.monotonic() < deadline, f"the thread does not wait in {functions}"
        frame = sys._current_frames().get(thread or 0)
        now = (frame.f_code.co_name, frame.f_lasti) if frame else None
        seen = seen + 1 if now and now[0] in functions and now == before else 0
        before = now
        time.sleep(0.001)


def say_when_the_main_thread_waits(*functions: str) -> None:
    """Prints `waiting` as soon as the main thread waits, by `until_it_waits`."""

    def watch() -> None:
        until_it_waits(threading.main_thread().ident, *functions)
        print("waiting", flush=True)

    threading.Thread(target=watch, daemon=True).start()
