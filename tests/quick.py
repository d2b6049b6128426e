"""Name the tests of what changed and the core, as arguments of pytest: `make quick` runs them within a minute.

What changed is what is not committed yet; where everything is, what the last commit changed. Tests mirror the tree:
first come changed tests and those beside a changed file, then the core, then those that import a changed file.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORE = (
    *("tests/house", "tests/agents/base", "tests/scenarios/test_scenario.py", "tests/scenarios/test_load.py"),
    *("tests/sim/processes", "tests/sim/test_model.py", "tests/experiments/statistics/test_verdicts.py"),
    *("tests/experiments/studies/test_compare.py", "tests/experiments/cli/test_main.py"),
)
"""What every change must leave whole: where code lives, luck, scenarios, the week, verdicts, a comparison."""


def changed() -> list[Path]:
    """Return the Python files that changed, by their place in the tree."""
    for asked in (("status", "--porcelain", "-uall"), ("show", "--name-status", "--format=", "HEAD")):
        done = subprocess.run(["git", *asked], cwd=ROOT, capture_output=True, text=True, check=True)
        files = [Path(line.split()[-1]) for line in done.stdout.splitlines() if line.endswith(".py")]
        if files:
            return files
    return []


def meeting(files: list[Path]) -> list[str]:
    """Return the test files to run: changed tests, those beside what changed, the core, those that import it."""
    tests = {
        path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py"))
    }
    own = [path for path in files if path in tests]
    mirrors = [Path("tests", *file.parts[:-1], f"test_{file.name}") for file in files]
    names = ["mentorlab." + ".".join(file.with_suffix("").parts) for file in files if file.parts[0] != "tests"]
    importing = [path for path, text in tests.items() if any(f"{name} import" in text for name in names)]
    near = [path.as_posix() for path in [*own, *mirrors] if path in tests]
    return list(dict.fromkeys([*near, *CORE, *(path.as_posix() for path in importing)]))


if __name__ == "__main__":
    print(*meeting(changed()))
