"""Where a task puts what it needs for a moment."""

from __future__ import annotations

import os
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Iterator


@contextmanager
def scratch_folder() -> Iterator[str]:
    """A temporary folder for this user alone. Among Spark's own, where there are such: those Spark removes with the
    application, also what a killed worker has left in them."""
    local = os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0]
    with TemporaryDirectory(prefix="telex-", dir=local if os.path.isdir(local) else None) as folder:
        yield folder
