"""The pictures of `tests/pictures`, drawn from Python as the Rust tests draw them, in files that are called as theirs."""

# ruff: noqa: F403
from pictures._batches import *
from pictures._effects import *
from pictures._images import *
from pictures._lines import *
from pictures._mixing import *
from pictures._paints import *
from pictures._shapes import *
from pictures._state import *
from pictures._text import *
