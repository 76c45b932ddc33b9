"""The application id: the name by which desktops group the windows of a program and distinguish programs."""

from __future__ import annotations

import os
import sys

from canvas import _canvas

_DEFAULT = "canvas"


def set_app_id(name: str) -> None:
    """Sets the application id of windows that are opened from now on.

    Desktops group windows by it and find the program's icon, and rules of window managers refer to it: the class and instance
    in `WM_CLASS` on X11 (ICCCM section 4.1.2.5), `app_id` on Wayland (xdg-shell `set_app_id`), where it should be the name of
    the program's `.desktop` file without the ending. The option `app_id` of a `Canvas` takes precedence for its window.

    Default: the name of the script without its ending, `pkg` for `python -m pkg`, and `canvas` in the REPL and with
    `python -c`. Any thread.

    Raises `TypeError` if `name` is not a str, `ValueError` if it is empty, longer than 255 bytes, or contains a control character.
    """
    _canvas.set_app_id(name)


def prepare() -> None:
    """Passes the default to the native half, where the first one wins. Called before a window opens."""
    _canvas.set_default_app_id(default_app_id())


def default_app_id() -> str:
    """The name of the program, as the interpreter was started."""
    program = sys.argv[0] if sys.argv else ""
    if program in ("", "-", "-c") or not isinstance(program, str):
        return _DEFAULT
    if program == "-m":  # the module is still being located
        program = _module_of(sys.orig_argv).rpartition(".")[2]
    name = _stem(program)
    if name == "__main__":  # of a package or a folder
        name = os.path.basename(os.path.dirname(os.path.abspath(program)))
    return name or _DEFAULT


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path.rstrip(os.sep)))[0]


def _module_of(command: list[str]) -> str:
    """The module of `python -m`, in one word with the option or in the word after it."""
    for word, following in zip(command, [*command[1:], ""], strict=True):
        if word.startswith("-m"):
            return word[2:] or following
    return ""
