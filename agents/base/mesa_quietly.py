"""Mesa, imported without what its progress bar has to say of a notebook that has no ipywidgets: none are needed."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="IProgress not found")
    import mesa as mesa
