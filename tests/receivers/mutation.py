"""A change that breaks the exporter. README.md says what of the tests answers for each; mutations.py repeats them."""

from typing import NamedTuple, Tuple


class Mutation(NamedTuple):
    """In the file `path`, the text `old`, which is there once, becomes `new`. corpora: what is exported then."""

    what: str
    path: str
    old: str
    new: str
    corpora: Tuple[str, ...] = ("clean_2",)
