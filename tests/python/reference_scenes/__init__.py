"""The scenes of `tests/reference-images`: the same calls as in the Rust tests, in files of the same names."""

# ruff: noqa: F403
from reference_scenes._batches import *
from reference_scenes._effects import *
from reference_scenes._images import *
from reference_scenes._lines import *
from reference_scenes._mixing import *
from reference_scenes._paints import *
from reference_scenes._shapes import *
from reference_scenes._state import *
from reference_scenes._text import *
