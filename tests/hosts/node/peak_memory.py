"""The peak memory of a Node that exports 80 MB of telemetry is at most 16 MB above that of one that only loads the package.

    peak_memory.py --package FOLDER --corpus FOLDER

FOLDER is a project in which the package is installed. How long it takes is measured in bench/host_export.py.
"""
import argparse
import os
import subprocess
import sys
import tempfile

RUNS = 3  # of which the least counts: what else a Node does varies
MAX_MEMORY_MB = 16

IDLE = "import('telex')"
EXPORT = """import('telex').then(({ exportTelemetry }) => {
  const [source, out, format] = process.argv.slice(1);
  return exportTelemetry({ source, out, format, package: 'dir', overwrite: true });
})"""


def peak_megabytes(folder, script, *arguments):
    peaks = []
    for _ in range(RUNS):
        process = subprocess.Popen(["node", "-e", script, "--", *arguments], cwd=folder, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{script} {arguments}: exit status {process.returncode}")
        peaks.append(usage.ru_maxrss / 1024)
    return min(peaks)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("package", "corpus"):
        parser.add_argument("--" + name, required=True, type=os.path.abspath)
    arguments = parser.parse_args()
    idle = peak_megabytes(arguments.package, IDLE)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for export_format in ("json", "otlp"):
            out = os.path.join(folder, export_format)
            above = peak_megabytes(arguments.package, EXPORT, arguments.corpus, out, export_format) - idle
            results.append(above <= MAX_MEMORY_MB)
            print(f"{'ok' if results[-1] else 'FAILED'}: {export_format}: {above:.1f} MB above an idle Node")
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
