"""The guide says of each back end all that its table promises, in links and commands of good form."""

import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]

from corpora import REPOSITORY, TELEX

EXAMPLE = os.path.join(REPOSITORY, "examples/collector")
BACK_ENDS = (
    "Collector Prometheus Mimir Tempo Loki Jaeger Honeycomb Datadog Splunk Elastic Dynatrace otel-tui".split()
    + ["New Relic", "Grafana Cloud", "Aspire dashboard"]
)
LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
# Each of these files says what its options are.
HELP = ([sys.executable, os.path.join(EXAMPLE, "send.py")], [TELEX, "export"])


def tables(text):
    """Each table as its rows of cells."""
    found, rows = [], []
    for line in text.split("\n") + [""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            found.append(rows)
            rows = []
    return found


def sections(text):
    """The back ends' paragraphs by their headings."""
    each = text.split("\n## Each one\n")[1].split("\n## ")[0]
    return {part.split("\n", 1)[0].strip(): part for part in each.split("\n### ")[1:]}


class Guide(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(EXAMPLE, "README.md"), encoding="utf-8") as file:
            cls.text = file.read()

    def test_each_back_end_has_a_row_and_a_section(self):
        (overview,) = (rows for rows in tables(self.text) if "temporality" in rows[0])
        self.assertEqual(sorted(BACK_ENDS), sorted(row[0] for row in overview[2:]))
        named = {heading.replace("OpenTelemetry ", "") for heading in sections(self.text)}
        self.assertEqual(set(BACK_ENDS), named)

    def test_tables_have_a_cell_in_each_column(self):
        for rows in tables(self.text):
            self.assertEqual({len(rows[0])}, {len(row) for row in rows}, rows)

    def test_each_section_names_its_sources(self):
        for heading, text in sections(self.text).items():
            self.assertTrue(LINK.search(text), heading)

    def test_links(self):
        """Whole addresses, and as many of them as there are beginnings of one."""
        links = LINK.findall(self.text)
        self.assertEqual(self.text.count("]("), len(links))
        for label, address in links:
            self.assertRegex(address, r"^https://[a-z0-9.-]+\.[a-z]+(/[A-Za-z0-9._~%/?=&#+-]*)?$", label)
            self.assertNotIn("\n", address)

    def test_commands_have_options_that_exist(self):
        known = set()
        for command in HELP:
            done = subprocess.run([*command, "--help"], capture_output=True, encoding="utf-8", timeout=60, check=True)
            known |= set(re.findall(r"--[a-z][a-z-]*", done.stdout))
        commands = re.findall(r"(?:telex export|send\.py) [^\n`]*", self.text)
        self.assertLess(5, len(commands))
        for command in commands:
            # What stands in quotes is a value.
            for option in re.findall(r"(?<= )--[a-z-]+", re.sub(r"'[^']*'", "", command)):
                self.assertIn(option, known, command)

    def test_commands_stand_as_code(self):
        """Indented, or between fences: else they are run together to prose."""
        prose = re.sub(r"^```.*?^```$", "", self.text, flags=re.MULTILINE | re.DOTALL)
        self.assertEqual([], re.findall(r"^(?:telex|python3|prometheus|otelcol-contrib) .*", prose, flags=re.MULTILINE))

    def test_files_that_it_names_are_there(self):
        for name in re.findall(r"`([a-z_]+\.(?:py|yaml))`", self.text):
            self.assertTrue(os.path.isfile(os.path.join(EXAMPLE, name)), name)


if __name__ == "__main__":
    unittest.main()
