"""What a run was measured on."""

import os
import platform
import re
import subprocess
from typing import Dict

from harness.programs import BENCH, Programs, run


def _first_match(path: str, pattern: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            found = re.search(pattern, file.read(), re.MULTILINE)
    except OSError:
        return ""
    return found.group(1).strip().strip('"') if found else ""


def _version_line(command) -> str:
    try:
        return run(command).stdout.splitlines()[0]
    except (OSError, IndexError):
        return ""


def describe(programs: Programs) -> Dict[str, object]:
    commit = subprocess.run(["git", "-C", str(BENCH), "describe", "--always", "--dirty", "--exclude=*"], check=False,
                            capture_output=True, text=True).stdout.strip()
    return {
        "processor": _first_match("/proc/cpuinfo", r"^model name\s*: (.*)$") or platform.processor(),
        "processors": os.cpu_count(),
        "memoryMegabytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000,
        "system": _first_match("/etc/os-release", r"^PRETTY_NAME=(.*)$") or platform.platform(),
        "kernel": platform.release(),
        "compiler": _version_line([programs.baseline, "--compiler"]),
        "node": _version_line(["node", "--version"]),
        "jq": _version_line(["jq", "--version"]),
        "telex": _version_line([programs.telex, "--version"]),
        "commit": commit,
        "load": os.getloadavg()[0],
    }
