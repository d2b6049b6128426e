"""One digest of a fixed study: equal before and after whatever is meant to leave the results as they are, to the bit.

`python benchmarks/digest.py` compares scenarios of every arm over 20 replicates, at 300 and at 3,000 employees, and
prints a digest of every outcome of every run, and one of all together.
"""

from hashlib import blake2b

import mentorlab as ml

whole = blake2b(digest_size=16)
for employees in (300, 3_000):
    people = ml.load("reverse").with_({"organisation.synthetic.employees": employees})
    arms = ("none", "traditional", "reverse", "reciprocal", "group", "training")
    scenarios = [people.with_({"name": arm, "policy.arm": arm}) for arm in arms]
    runs = ml.compare(scenarios, replicates=20, seed=7, jobs=2).runs
    values = runs.sort_values(["scenario", "replicate", "outcome"])["value"].to_numpy(float)
    digest = blake2b(values.tobytes(), digest_size=16)
    whole.update(digest.digest())
    print(f"{employees:>6,} employees: {len(values):>6,} values {digest.hexdigest()}")
print(f"   all together: {whole.hexdigest()}")
