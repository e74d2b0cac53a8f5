"""Reads about tools: how a response lists them, lists across vendors, who calls whom."""

from riskapp.inventory.queries.calls import Call, Graph, Node, Trust, graph_of
from riskapp.inventory.queries.corrections import Correction, corrections_at
from riskapp.inventory.queries.listing import (
    SHOWN,
    choices_of,
    excess_in_words,
    first_found,
    keys_of_vendors,
    listed,
    older_than,
    products,
    reach_labels,
    review_due,
    vendors_with_tools,
    weak_codes,
    with_excess,
)
from riskapp.inventory.queries.picture import Picture, picture_of
from riskapp.inventory.queries.places import (
    PLACE_CLASSES,
    class_of_place,
    class_of_places,
    in_class,
    of_class,
)
from riskapp.inventory.queries.reading import tools_in
from riskapp.inventory.queries.sets import holding, with_one
from riskapp.inventory.queries.words import corrections_of, in_words, words_of

__all__ = [
    "PLACE_CLASSES",
    "SHOWN",
    "Call",
    "Correction",
    "Graph",
    "Node",
    "Picture",
    "Trust",
    "choices_of",
    "class_of_place",
    "class_of_places",
    "corrections_at",
    "corrections_of",
    "excess_in_words",
    "first_found",
    "graph_of",
    "holding",
    "in_class",
    "in_words",
    "keys_of_vendors",
    "listed",
    "of_class",
    "older_than",
    "picture_of",
    "products",
    "reach_labels",
    "review_due",
    "tools_in",
    "vendors_with_tools",
    "weak_codes",
    "with_excess",
    "with_one",
    "words_of",
]
