"""A model as its file holds it: names, numbers and nodes, readable, nothing pickled."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import lightgbm

    from index.learning.weights import Fitted

DIGITS = 5
"""Significant digits of a number in the file."""
WEIGHT_DIGITS = 3
"""The same of a fitted weight: what another machine's rounding does not reach."""
_LISTS = re.compile(r"\[[^\[\]{}]*\]")


def as_text(model: Mapping[str, Any]) -> str:
    """A model as its file holds it: readable, one feature or tree a line."""
    text = json.dumps(model, ensure_ascii=False, indent=1)
    return _LISTS.sub(lambda found: " ".join(found.group().split()), text) + "\n"


def parts_of(fitted: Fitted) -> dict[str, Any]:
    """What was fitted as it is written: a weighted sum, and its trees where it has any."""
    linear, counts = fitted.linear, fitted.linear_counts
    weighted = zip(
        fitted.names, linear["means"], linear["scales"], counts * linear["weights"], strict=True
    )
    parts: dict[str, Any] = {
        "linear": {
            "bias": rounded(counts * linear.get("bias", 0.0), WEIGHT_DIGITS),
            "features": {
                name: [rounded(mean), rounded(scale), rounded(weight, WEIGHT_DIGITS)]
                for name, mean, scale, weight in weighted
            },
        }
    }
    if fitted.trees is not None:
        parts["trees"] = _tree_parts(fitted.trees, fitted.names, fitted.trees_count)
    return parts


def _tree_parts(booster: lightgbm.Booster, names: Sequence[str], counts: float) -> dict[str, Any]:
    """The trees as lists of nodes: feature asked, limit, node to the left, to the right, value."""
    dumped = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
    used = sorted({asked for tree in dumped for asked in _asked_in(tree)})
    place = {feature: at for at, feature in enumerate(used)}
    trees = []
    deepest = 1
    for tree in dumped:
        nodes: list[list[float]] = []
        deepest = max(deepest, _add_nodes(tree, place, nodes, counts))
        trees.append(nodes)
    return {"depth": deepest, "features": [names[at] for at in used], "trees": trees}


def _asked_in(node: Mapping[str, Any]) -> Iterator[int]:
    if "split_feature" in node:
        yield node["split_feature"]
        yield from _asked_in(node["left_child"])
        yield from _asked_in(node["right_child"])


def _add_nodes(
    node: Mapping[str, Any], place: Mapping[int, int], nodes: list[list[float]], counts: float
) -> int:
    """Add a node and all below it; return how many steps lead from it to its furthest leaf."""
    at = len(nodes)
    if "split_feature" not in node:
        nodes.append([0, 0.0, at, at, rounded(counts * node["leaf_value"])])
        return 0
    nodes.append([])
    left = len(nodes)
    depth = _add_nodes(node["left_child"], place, nodes, counts)
    right = len(nodes)
    depth = max(depth, _add_nodes(node["right_child"], place, nodes, counts))
    limit = rounded(node["threshold"])
    value = rounded(counts * node["internal_value"])
    nodes[at] = [place[node["split_feature"]], limit, left, right, value]
    return depth + 1


def rounded(value: float, digits: int = DIGITS) -> float:
    """A number to so many significant digits."""
    return float(f"{value:.{digits}g}")
