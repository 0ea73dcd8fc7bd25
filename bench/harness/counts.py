"""What can be counted instead of timed: instructions, allocations, system calls."""

import os
import re
import shutil
import subprocess
import tempfile
from typing import Dict, List, Optional

from harness.programs import BenchError, remove, run


def instructions(command: List[str]) -> int:
    """Of all threads, in user space, as Valgrind counts them: the same on every run."""
    done = run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command])
    found = re.search(r"Collected : (\d+)", done.stderr)
    if found is None:
        raise BenchError(f"callgrind collected nothing:\n{done.stderr}")
    return int(found.group(1))


def allocations(counter: str, command: List[str]) -> int:
    """Of all threads: calls of malloc and its like. `counter` is the library that counts them."""
    with tempfile.NamedTemporaryFile("r", suffix=".allocations") as log:
        run(command, env={**os.environ, "LD_PRELOAD": counter, "TELEX_ALLOCATIONS_FILE": log.name})
        count = int(log.read() or 0)
    if count == 0:
        raise BenchError("no allocation was counted: " + " ".join(command))
    return count


def perf_instructions(command: List[str]) -> Optional[int]:
    """As the processor counts them, in user space; None where perf is missing or may not."""
    if shutil.which("perf") is None:
        return None
    done = subprocess.run(["perf", "stat", "-x", ",", "-e", "instructions:u", *command], check=False,
                          capture_output=True, text=True)
    found = re.search(r"^(\d+),.*instructions", done.stderr, re.MULTILINE)
    return int(found.group(1)) if done.returncode == 0 and found else None


def system_calls(command: List[str]) -> Dict[str, int]:
    """By name, of all threads."""
    with tempfile.NamedTemporaryFile("r", suffix=".strace") as log:
        run(["strace", "-c", "-f", "-o", log.name, *command])
        calls: Dict[str, int] = {}
        # "% time, seconds, usecs/call, calls, errors, syscall"; the errors may be missing.
        for line in log:
            words = line.split()
            if len(words) in (5, 6) and words[0][0].isdigit() and words[-1] != "total":
                calls[words[-1]] = int(words[3])
    if not calls:
        raise BenchError("strace counted nothing: " + " ".join(command))
    return calls


def into(target: str, command: List[str], count):
    """`count(command)`, with the command's target removed before and after."""
    remove(target)
    try:
        return count(command)
    finally:
        remove(target)
