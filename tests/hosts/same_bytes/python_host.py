"""Exports all time through the Python package, for the comparison of the hosts' bytes.

    python3 python_host.py SOURCE OUT FORMAT PACKAGE NOW [TEMPORALITY]
"""

import sys

import telex

source, out, format_name, package, now, *temporality = sys.argv[1:]
telex.export(
    source,
    out,
    format=format_name,
    package=package,
    now=now,
    temporality=temporality[0] if temporality else "delta",
    overwrite=True,
)
