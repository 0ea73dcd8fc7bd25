"""Exports corpora with the program TELEX, and prints as a JSON array the first thing that the strict checker says of
them, and the first that the published descriptors say; an empty text where all is well.

    python3 strict_check.py CORPUS...      # by their names in corpora.py
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]
os.environ.pop("TELEX_PUBLISHED_PROTO", None)

import published_proto
from corpora import CORPORA, Workspace
from mapping_metrics import CUMULATIVE, DELTA
from otlp_checker import SIGNALS, CheckError

EXPORTS = (("otlp", DELTA), ("otlp", CUMULATIVE), ("otlp-jsonl", DELTA))


def documents(folder):
    """Each document that stands in a package, whatever its manifest says."""
    for name in sorted(os.listdir(folder)):
        signal = name.split(".")[0].split("-")[0]
        if signal in SIGNALS:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            yield from ((signal, text) for text in (data.splitlines() if name.endswith(".jsonl") else [data]))


def first_problems(corpus):
    strict = descriptors = ""
    workspace = Workspace(corpus)
    try:
        for form, temporality in EXPORTS:
            try:
                workspace.export(form, temporality)
            except CheckError as error:
                strict = strict or str(error)
            folder = os.path.join(workspace.root, "%s-%d-dir" % (form, temporality))
            for signal, text in documents(folder):
                try:
                    descriptors = descriptors or published_proto.problem_of(text, signal)
                except (json.JSONDecodeError, UnicodeDecodeError) as error:
                    descriptors = descriptors or str(error)
    finally:
        workspace.remove()
    return strict, descriptors


def main():
    found = [first_problems(corpus) for corpus in CORPORA if corpus.name() in sys.argv[1:]]
    assert len(found) == len(sys.argv[1:]), sys.argv
    print(json.dumps([next((one[kind] for one in found if one[kind]), "") for kind in (0, 1)]))


if __name__ == "__main__":
    main()
