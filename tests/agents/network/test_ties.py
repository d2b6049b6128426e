"""The collaboration graph: stored at both ends, equal at both ends."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.agents.network.ties import SLOTS, Ties, drop_slot, find_slot, find_tie, strengthen
from mentorlab.scenarios.assumptions.assumptions import Network
from mentorlab.sim.processes.network import fade, forget

PEOPLE = 40
RULE = Network().floats


def ties_of(graph, people):
    """Return the ties of a graph whose nodes are rows."""
    edges = list(graph.edges(data="weight", default=1.0))
    source, target, weight = (np.array([edge[at] for edge in edges]) for at in range(3))
    return Ties.between(people, source.astype(np.int64), target.astype(np.int64), weight.astype(float))


@st.composite
def graphs(draw):
    """Return a weighted graph of up to twelve people; some have no ties."""
    people = draw(st.integers(1, 12))
    all_pairs = [(a, b) for a in range(people) for b in range(a)]
    chosen = draw(st.lists(st.sampled_from(all_pairs), unique=True)) if all_pairs else []
    graph = nx.Graph()
    graph.add_nodes_from(range(people))
    for number, (a, b) in enumerate(chosen):
        graph.add_edge(a, b, weight=(number + 1) / (len(chosen) + 1))
    return graph


@given(graphs())
def test_a_networkx_graph_comes_back_as_it_was(graph):
    ties = ties_of(graph, len(graph))
    assert nx.utils.graphs_equal(ties.to_networkx(), graph)
    assert len(ties.neighbour) == 2 * graph.number_of_edges()


@given(graphs())
def test_each_tie_stands_at_both_ends_and_knows_its_other_end(graph):
    ties = ties_of(graph, len(graph))
    for here in range(len(graph)):
        mine = range(ties.start[here], ties.start[here + 1])
        assert ties.neighbour[mine].tolist() == sorted(graph[here])
        for e in mine:
            there = int(ties.neighbour[e])
            assert ties.neighbour[ties.mirror[e]] == here
            assert ties.mirror[ties.mirror[e]] == e
            assert ties.weight[ties.mirror[e]] == ties.weight[e] == graph[here][there]["weight"]
            assert find_tie(ties.start, ties.neighbour, here, there) == e
        for there in set(range(len(graph))) - set(graph[here]):
            assert find_tie(ties.start, ties.neighbour, here, there) == -1


@given(graphs(), st.randoms(use_true_random=False))
def test_order_and_direction_of_an_edge_list_do_not_matter(graph, luck):
    listed = list(graph.edges(data="weight"))
    mixed = [(b, a, w) if luck.random() < 0.5 else (a, b, w) for a, b, w in luck.sample(listed, len(listed))]
    one, other = (
        Ties.between(
            len(graph),
            np.array([a for a, _, _ in edges], np.int64),
            np.array([b for _, b, _ in edges], np.int64),
            np.array([w for _, _, w in edges], np.float64),
        )
        for edges in (listed, mixed)
    )
    for name in ("start", "neighbour", "mirror", "weight", "extra", "effective"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


# extra ties


def ring(people=PEOPLE):
    """Return people who each know their two neighbours."""
    return ties_of(nx.cycle_graph(people), people)


def grow(ties, one, other, by):
    """Strengthen a tie."""
    return strengthen(
        ties.start, ties.neighbour, ties.mirror, ties.extra, ties.slot_neighbour, ties.slot_weight, one, other, by
    )


def extras(ties):
    """Return every extra weight by its ends, after checking that both ends say the same."""
    seen = {}
    for here in range(len(ties.start) - 1):
        ends = ties.slot_neighbour[here][ties.slot_neighbour[here] >= 0].tolist()
        assert len(ends) == len(set(ends))
        assert here not in ends
        for there in ends:
            assert find_tie(ties.start, ties.neighbour, here, there) == -1
            weight = ties.slot_weight[here, find_slot(ties.slot_neighbour, here, there)]
            assert seen.setdefault(frozenset((here, there)), weight) == weight
            assert find_slot(ties.slot_neighbour, there, here) >= 0
        for e in range(ties.start[here], ties.start[here + 1]):
            assert ties.extra[e] == ties.extra[ties.mirror[e]]
            if ties.extra[e] > 0:
                seen[frozenset((here, int(ties.neighbour[e])))] = ties.extra[e]
    assert (ties.slot_weight[ties.slot_neighbour < 0] == 0).all()
    return seen


def as_one_reads_it(extra, one, other, by, structural):
    """Grow a tie by the rule, in a dictionary of weights; return whether it is new."""
    pair = frozenset((one, other))
    if structural or pair in extra:
        extra[pair] = min(1.0, extra.get(pair, 0.0) + by)
        return False
    give_way = set()
    for end in pair:
        held = [p for p in extra if end in p and not any((end + step) % PEOPLE in p for step in (1, -1))]
        if len(held) == SLOTS:
            weakest = min(held, key=extra.get)
            if extra[weakest] >= by:
                return False
            give_way.add(weakest)
    for weakest in give_way:
        del extra[weakest]
    extra[pair] = by
    return True


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_whatever_happens_to_extra_ties_both_ends_agree_and_the_rule_is_kept(luck):
    rng, ties, expected = np.random.default_rng(luck), ring(), {}
    crowd = rng.choice(PEOPLE, 22, replace=False)  # few enough that slots run out
    for step in range(500):
        kind = rng.random()
        one, other = (int(row) for row in rng.choice(crowd, 2, replace=False))
        if kind < 0.97:
            by, structural = float(rng.uniform(0.03, 0.9)), (one - other) % PEOPLE in (1, PEOPLE - 1)
            assert grow(ties, one, other, by) == as_one_reads_it(expected, one, other, by, structural)
        elif kind < 0.98:
            forget(np.array([one]), ties.start, ties.mirror, ties.extra, ties.slot_neighbour, ties.slot_weight)
            expected = {pair: weight for pair, weight in expected.items() if one not in pair}
        elif kind < 0.99:
            fade(RULE, ties.extra, ties.slot_neighbour, ties.slot_weight)
            expected = {pair: weight * (1 - RULE.fades) for pair, weight in expected.items()}
        else:
            slot = int(rng.integers(SLOTS))
            there = int(ties.slot_neighbour[one, slot])
            drop_slot(ties.slot_neighbour, ties.slot_weight, one, slot)
            expected.pop(frozenset((one, there)), None)
        if step % 20 == 19:
            assert extras(ties) == pytest.approx(expected)


@pytest.mark.parametrize("ends", [(0, 30), (30, 0)])
def test_the_weakest_tie_gives_way_to_a_stronger_one_at_both_ends(ends):
    ties = ring()
    for number in range(SLOTS):
        assert grow(ties, 0, 2 + number, 0.1 + 0.01 * number)
    assert grow(ties, *ends, 0.5)
    assert find_slot(ties.slot_neighbour, 0, 2) == find_slot(ties.slot_neighbour, 2, 0) == -1
    assert extras(ties)[frozenset((0, 30))] == 0.5
    assert len(extras(ties)) == SLOTS


def test_a_fainter_tie_finds_no_room():
    ties = ring()
    for number in range(SLOTS):
        grow(ties, 0, 2 + number, 0.1)
    before = extras(ties)
    assert not grow(ties, 30, 0, 0.05)
    assert extras(ties) == before


def test_no_tie_grows_beyond_one():
    ties = ring()
    for _ in range(5):
        grow(ties, 0, 1, 0.4)
        grow(ties, 0, 20, 0.4)
    assert extras(ties) == {frozenset((0, 1)): 1.0, frozenset((0, 20)): 1.0}


def test_a_copy_moves_on_alone():
    ties = ring()
    copy = ties.copy()
    grow(copy, 0, 1, 0.4)
    grow(copy, 0, 20, 0.4)
    assert extras(ties) == {}
    assert copy.weight is ties.weight
