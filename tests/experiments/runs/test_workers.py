"""Who works on a study is chosen by what there is to do, and by where it is asked."""

import multiprocessing

import mentorlab as ml
from mentorlab.experiments.runs.engines.pool import cores
from mentorlab.scenarios.files.validated import with_settings

TINY = ["organisation.synthetic.employees=20", "weeks=4", "settling_weeks=26"]


def asked_inside(jobs):
    """Compare two scenarios, with so many jobs; return the number of futures, or the refusal, and the cores there."""
    try:
        both = [with_settings(ml.load(name), TINY) for name in ("no-programme", "reverse")]
        return ml.compare(both, replicates=3, jobs=jobs, progress=False).replicates, cores()
    except ml.Refused as refused:
        return str(refused), cores()


def test_inside_a_pool_one_process_is_used_and_more_are_refused_in_words():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        unset, two = pool.map_async(asked_inside, [None, 2]).get(timeout=300)
    assert unset == (3, 1)
    assert two[0].startswith("jobs: cannot be 2 inside a worker of multiprocessing.Pool, which may start no processes.")
