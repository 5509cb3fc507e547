"""Who leads whom, against the obvious way to find out."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.organisation.rules import Place, below, managers

# Each department belongs to an earlier one, so that there is no circle.
TREES = st.lists(
    st.tuples(st.none() | st.integers(0, 20), st.none() | st.integers(1, 5)), min_size=1, max_size=8
).map(
    lambda rows: {
        key: Place(None if parent is None or not key else parent % key, head)
        for key, (parent, head) in enumerate(rows)
    }
)


def chain(tree: dict[int, Place], one: int | None) -> list[int]:
    return [] if one is None else [one, *chain(tree, tree[one].parent)]


@settings(max_examples=25, deadline=None)
@given(TREES, st.integers(1, 5), st.sets(st.integers(0, 7), max_size=3), st.sets(st.integers(1, 5)))
def test_the_nearest_other_head_above_is_the_manager(tree, user, works_in, without) -> None:
    leads = {key for key, place in tree.items() if place.head == user}
    expected = set()
    for start in (works_in & tree.keys()) | leads:
        heads = [tree[one].head for one in chain(tree, start)]
        expected |= set([h for h in heads if h not in {None, user, *without}][:1])
    assert managers(tree, user, works_in & tree.keys(), without) == expected
    assert user not in expected


@settings(max_examples=25, deadline=None)
@given(TREES, st.sets(st.integers(0, 7), max_size=2))
def test_below_is_what_has_one_of_them_above_itself(tree, roots) -> None:
    assert below(tree, roots) == {key for key in tree if roots & set(chain(tree, key))}
