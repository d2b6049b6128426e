"""One digest of a fixed study: equal before and after whatever is meant to leave the results as they are.

    python benchmarks/digest.py

Compares scenarios of every arm over 20 replicates, at 300 and at 3,000 employees, and prints a digest of every outcome
of every run, and one of all together. The numbers are compared to the bit.
"""

from __future__ import annotations

from hashlib import blake2b

import mentorlab as ml

ARMS = ("none", "traditional", "reverse", "reciprocal", "group", "training")


def main() -> None:
    """Print a digest for each size, and one of both."""
    whole = blake2b(digest_size=16)
    for employees in (300, 3_000):
        people = ml.load("reverse").with_({"organisation.synthetic.employees": employees})
        scenarios = [people.with_({"name": arm, "policy.arm": arm}) for arm in ARMS]
        runs = ml.compare(scenarios, replicates=20, seed=7, jobs=2).runs
        values = runs.sort_values(["scenario", "replicate", "outcome"])["value"]
        digest = blake2b(values.to_numpy(float).tobytes(), digest_size=16)
        whole.update(digest.digest())
        print(f"{employees:>6,} employees: {len(values):>6,} values {digest.hexdigest()}")
    print(f"   all together: {whole.hexdigest()}")


if __name__ == "__main__":
    main()
