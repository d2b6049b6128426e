"""Print the lower bounds of pyproject.toml as pins, for `make lowest`."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
print(" ".join(f"'{need.split(',')[0].replace('>=', '==')}'" for need in project["dependencies"]))
