"""Points over levers and assumptions: spread evenly, and the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.experiments.runs.sampling.draws import BLOCK, latin_hypercube, raw_luck, sobol, sobol_point


@given(points=st.integers(1, 60), dimensions=st.integers(1, 6), seed=st.integers(0, 2**40))
def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_dimension(points, dimensions, seed):
    cube = latin_hypercube(points, dimensions, seed=seed, purpose="test")
    assert ((cube >= 0) & (cube < 1)).all()
    for column in np.floor(points * cube).T:
        assert sorted(column.tolist()) == list(range(points))


def test_the_order_of_strata_differs_between_dimensions():
    strata = np.floor(50 * latin_hypercube(50, 4, seed=0, purpose="test")).T
    assert np.abs(np.corrcoef(strata) - np.eye(4)).max() < 0.5


@pytest.mark.parametrize("power", [1, 3, 6, 8, 10])
def test_every_power_of_two_of_sobol_points_is_balanced_in_each_dimension(power):
    points = 2**power
    cube = sobol(points, 40, seed=3, purpose="test")
    for column in np.floor(points * cube).T:
        assert sorted(column.tolist()) == list(range(points))


def test_two_dimensions_of_sobol_points_are_balanced_together():
    cube = sobol(256, 2, seed=5, purpose="test")
    boxes = np.floor(16 * cube)
    counts = np.bincount((16 * boxes[:, 0] + boxes[:, 1]).astype(int), minlength=256)
    assert (counts == 1).all()


def test_a_sobol_point_does_not_depend_on_how_many_there_are():
    many = sobol(BLOCK + 40, 7, seed=1, purpose="test")
    assert (sobol(3, 7, seed=1, purpose="test") == many[:3]).all()
    for number in (0, 1, BLOCK - 1, BLOCK, BLOCK + 39):
        assert (sobol_point(number, 7, seed=1, purpose="test") == many[number]).all()


def test_points_lie_strictly_inside():
    cube = sobol(4096, 30, seed=0, purpose="test")
    assert 0 < cube.min() < cube.max() < 1


@pytest.mark.parametrize("spread", [latin_hypercube, sobol])
def test_seed_and_purpose_decide(spread):
    one = spread(8, 3, seed=0, purpose="levers")
    assert (one == spread(8, 3, seed=0, purpose="levers")).all()
    assert not (one == spread(8, 3, seed=1, purpose="levers")).any()
    assert not (one == spread(8, 3, seed=0, purpose="assumptions")).any()


def test_points_are_the_same_on_every_machine():
    """Written down once: another numpy or scipy must give these very points."""
    assert [hex(word) for word in raw_luck(0, "here", 2).tolist()] == LUCK
    assert latin_hypercube(3, 2, seed=0, purpose="here").tolist() == LATIN
    assert sobol(3, 2, seed=0, purpose="here").tolist() == SOBOL


LUCK = ["0xacb41106b168d896", "0x697a197b24a2fb22"]
LATIN = [
    [0.5715865115813443, 0.3472513141390992],
    [0.2744728201907436, 0.315989040189778],
    [0.9005846811721697, 0.6923222859350361],
]
SOBOL = [
    [0.9765117554925382, 0.39792625652626157],
    [0.4765117554925382, 0.8979262565262616],
    [0.2265117554925382, 0.14792625652626157],
]
