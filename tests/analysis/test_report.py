"""The report, as a person sees it: made by its command line, opened in a real browser. Screenshots are kept."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import telex

import fleet
from browser import Browser

SAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sample-telemetry"
SCREENSHOTS = Path(os.environ.get("TELEX_SCREENSHOTS") or tempfile.mkdtemp(prefix="telex-screenshots-"))
NOW = "2026-05-15T00:00:00Z"
DONE, FAILED, WRONG_USAGE = 0, 1, 2
SECTIONS = ["events-by-name", "contexts", "trouble", "errors", "setup-phases", "requests", "network", "slowest-traces"]


def report(folder, out, *options):
    command = [sys.executable, "-m", "telex_report", str(folder), "--out", str(out), "--now", NOW, *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=300)


class ReportTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="telex-report-")
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name) / "telemetry"
        self.folder.mkdir()
        self.out = Path(scratch.name) / "report.html"

    def put(self, name, *lines):
        (self.folder / name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")

    def put_event(self, **fields):
        """One row with its own context. ``fields`` replace its own."""
        context = {key: key[:2] for key in "machine_id session_id os_type os_version host_arch platform_name "
                                           "platform_version deployment_url".split()}
        row = {"event_id": "00000000000000a1", "event_name": "workspace.open", "timestamp": "2026-05-03T12:00:00Z",
               "event_sequence": 0, "properties": {}, "measurements": {},
               "context": {**context, "extension_version": "1.15.2", **fields.pop("context", {})}, **fields}
        self.put("telemetry-2026-05-03-one.jsonl", json.dumps(row))

    def make(self, *options):
        result = report(self.folder, self.out, *options)
        self.assertEqual((DONE, ""), (result.returncode, result.stderr))
        return self.out.read_text(encoding="utf-8")


class InTheBrowser(ReportTest):
    """What a person sees."""

    @classmethod
    def setUpClass(cls):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def look(self, picture, **window):
        """Opens the page; it must fetch nothing, complain of nothing and fit its window. Returns its headings' ids."""
        self.browser.open(self.out, **window)
        self.browser.picture(SCREENSHOTS / f"{picture}.png")
        self.assertEqual([self.out.resolve().as_uri()],
                         [url for url in self.browser.requests if not url.startswith("data:")])
        self.assertEqual([], self.browser.console)
        self.assertEqual(window.get("width", 1100), self.browser.ask("document.documentElement.scrollWidth"))
        return self.browser.ask("[...document.querySelectorAll('section')].map(section => section.id)")

    def put_story(self):
        """Two weeks of twelve machines, with bad lines."""
        for number in range(12):
            fleet.write_machine(self.folder, 100 + number, days=14, minutes=70, sessions=2)
        self.put("telemetry-2026-05-09-bad.jsonl", "{", '{"kind":"header","schema_version":2}')

    def overlapping_texts(self):
        """Texts of a picture that lie on each other."""
        return self.browser.ask("""[...document.querySelectorAll('svg')].flatMap(svg => {
            const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
            return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.left < q.right && q.left < p.right &&
                p.top < q.bottom - 2 && q.top < p.bottom - 2).map(([b]) => a + ' | ' + b)); })""")

    def test_a_story(self):
        self.put_story()
        self.make()
        self.assertEqual(SECTIONS + ["problems"], self.look("story"))
        self.assertEqual([], self.overlapping_texts())
        for name, part in (("trouble", "#trouble"), ("setup-phases", "#setup-phases"), ("slowest-trace", "article")):
            self.browser.picture(SCREENSHOTS / f"{name}.png", part)
        self.look("story-dark", dark=True)
        self.assertEqual("rgb(18, 19, 22)", self.browser.ask("getComputedStyle(document.body).backgroundColor"))
        self.look("story-phone", width=390, height=800)
        self.assertEqual([], self.overlapping_texts())

    def test_the_sample(self):
        result = report(SAMPLE, self.out)
        self.assertEqual(DONE, result.returncode, result.stderr)
        self.assertEqual(SECTIONS, self.look("sample"))
        self.assertEqual([], self.overlapping_texts())

    def test_an_empty_folder(self):
        self.make()
        self.look("empty")
        self.assertIn("Nothing to tell", self.browser.ask("document.querySelector('main').innerText"))

    def test_one_event(self):
        self.put_event()
        self.make()
        self.assertEqual(["events-by-name", "contexts", "trouble"], self.look("one-event"))
        self.assertEqual([], self.overlapping_texts())
        self.assertIn("No connection dropped", self.browser.ask("document.querySelector('#trouble').innerText"))

    def test_one_event_of_each_kind(self):
        span = {"trace_id": "a" * 32, "properties": {"result": "error"}, "measurements": {"durationMs": 12.5}}
        kinds = {
            "connection.dropped": ({"error": {"message": ""}}, ["trouble", "errors"]),
            "http.requests": ({"properties": {}, "measurements": {"count.5xx": 1}}, ["trouble", "requests"]),
            "ssh.network.info": ({"measurements": {"latencyMs": 0}}, ["trouble", "network"]),
            "remote.setup": (span, ["trouble", "setup-phases", "slowest-traces"]),
            "remote.setup.agent_resolve": ({**span, "parent_event_id": "b" * 16}, ["trouble", "setup-phases"]),
        }
        for name, (fields, sections) in kinds.items():
            with self.subTest(name):
                self.put_event(event_name=name, **fields)
                self.make()
                self.assertEqual(["events-by-name", "contexts", *sections], self.look(f"one-{name}"))

    def test_numbers_that_nobody_measured(self):
        spans = [("remote.setup", number) for number in ("1e300", "1e15", "6.4e13", "1e999", "-1e999", "-5")]
        counts = [("http.requests", number) for number in ("1e300", "1e999", "-5", "0.3")]
        latencies = [("ssh.network.sampled", number) for number in ("1e300", "1e999", "-1e999")]
        keys = {"remote.setup": "durationMs", "http.requests": "count.2xx", "ssh.network.sampled": "latency_ms"}
        for name, number in spans + counts + latencies:
            with self.subTest(name, number=number):
                self.put_event(event_name=name, trace_id="a" * 32, properties={"method": "GET", "route": "/"},
                               measurements={keys[name]: 4321.5})
                file = self.folder / "telemetry-2026-05-03-one.jsonl"
                file.write_text(file.read_text(encoding="utf-8").replace("4321.5", number), encoding="utf-8")
                self.make()

    def test_pointing_at_a_chart_shows_its_numbers(self):
        self.put_event()
        self.make()
        self.look("pointing")
        x, y = self.browser.ask("(() => { const b = document.querySelector('.slot').getBoundingClientRect();"
                                "return [b.x + b.width / 2, b.y + b.height / 2]; })()")
        self.assertTrue(self.browser.ask("document.getElementById('tip').hidden"))
        self.browser.point_at(x, y)
        self.assertEqual("3 May 2026, 12:00 to 12:01 UTC\neverything else: 1",
                         self.browser.ask("document.getElementById('tip').textContent"))

    def test_texts_of_events_stay_texts(self):
        attack = "</style></script><script>window.attacked = 1</script><img src=x onerror='attacked=1'>\"'&"
        self.put_event(event_name=f"connection.{attack}", error={"message": attack, "code": attack}, trace_id=attack,
                       properties={"result": attack, "workspace_name": attack}, measurements={"durationMs": 1},
                       context={"extension_version": attack, "platform_name": attack})
        self.make("--title", attack)
        self.look("attack")
        self.assertIsNone(self.browser.ask("window.attacked"))
        self.assertEqual(attack, self.browser.ask("document.querySelector('h1').textContent"))
        self.assertIn(attack, self.browser.ask("document.querySelector('#errors').textContent"))


class Numbers(ReportTest):
    """The queries against the events themselves."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="telex-report-")
        cls.addClassCleanup(scratch.cleanup)
        for number in range(3):
            fleet.write_machine(scratch.name, number, days=6, minutes=60)
        from telex_report import ask  # pylint: disable=import-outside-toplevel

        cls.answers = ask(scratch.name, now=NOW)
        cls.events = list(telex.events(scratch.name))

    def test_the_overview(self):
        overview = self.answers.overview
        self.assertEqual(len(self.events), overview["events"])
        for column, key in (("machines", "machine_id"), ("sessions", "session_id"), ("versions", "extension_version")):
            self.assertEqual(len({event["context"][key] for event in self.events}), overview[column])

    def test_events_by_name(self):
        self.assertEqual(Counter(event["event_name"] for event in self.events),
                         {row["name"]: row["events"] for row in self.answers["events_by_name"]})

    def test_what_is_counted_over_time_is_all(self):
        self.assertEqual(len(self.events), sum(row["events"] for row in self.answers["activity"]))
        slots = [row["slot_ms"] for row in self.answers["activity"]]
        self.assertEqual({0}, {slot % self.answers.overview["slot_ms"] for slot in slots})
        self.assertLessEqual((max(slots) - min(slots)) / self.answers.overview["slot_ms"], 150)

    def test_drops_and_errors(self):
        drops = [event for event in self.events if event["event_name"] == "connection.dropped"]
        errors = [event for event in self.events if "error" in event and event not in drops]
        self.assertTrue(drops and errors)
        totals = Counter()
        for row in self.answers["trouble"]:
            totals[row["kind"]] += row["events"]
        self.assertEqual({"drops": len(drops), "errors": len(errors)}, totals)
        by_version = {row["version"]: (row["drops"], row["errors"]) for row in self.answers["trouble_by_version"]}
        self.assertEqual((len(drops), len(errors)), tuple(map(sum, zip(*by_version.values()))))
        self.assertEqual(list(fleet.VERSIONS), list(by_version))

    def test_phases_of_remote_setups(self):
        found = {row["phase"]: row for row in self.answers["setup_phases"]}
        for phase, _ in fleet.PHASES:
            lengths = [event["measurements"]["durationMs"] for event in self.events
                       if event["event_name"] == f"remote.setup.{phase}"]
            self.assertEqual(len(lengths), found[phase]["runs"])
            self.assertAlmostEqual(statistics.median(lengths), found[phase]["p50_ms"])
            self.assertAlmostEqual(statistics.quantiles(lengths, n=20, method="inclusive")[-1], found[phase]["p95_ms"])
        self.assertEqual([phase for phase, _ in fleet.PHASES], list(found), "in their order")

    def test_requests(self):
        expected = Counter()
        for event in self.events:
            for key, value in event["measurements"].items():
                if key.startswith("count."):
                    expected["GET " + event["properties"]["route"], key[len("count."):]] += value
        found = {(row["route"], row["status"]): row["requests"] for row in self.answers["requests"]}
        self.assertEqual(expected, found)

    def test_the_slowest_traces(self):
        lengths = sorted((event["measurements"]["durationMs"] for event in self.events
                          if event["event_name"] == "remote.setup"), reverse=True)
        rows = self.answers["slowest_traces"]
        found = [row["trace_ms"] for row in rows if row["parent_event_id"] is None]
        self.assertEqual(lengths[:5], found)
        self.assertLess(max(row["offset_ms"] + row["duration_ms"] - row["trace_ms"] for row in rows), 2)
        self.assertGreater(min(row["offset_ms"] for row in rows), -2)


class CommandLine(ReportTest):
    def test_the_same_telemetry_makes_the_same_page(self):
        fleet.write_machine(self.folder, 5)
        first = self.make()
        self.assertEqual(first, self.make())
        self.assertEqual(0o600, self.out.stat().st_mode & 0o777)

    def test_a_range(self):
        fleet.write_machine(self.folder, 5, days=3)
        self.assertIn("range: 2026-05-02 to 2026-05-02", self.make("--from", "2026-05-02", "--to", "2026-05-02"))
        self.assertIn("range: Last 7 days", self.make("--range", "last7Days"))

    def test_own_queries(self):
        self.put_event()
        own = self.out.parent / "own"
        own.mkdir()
        (own / "events_by_name.sql").write_text(
            "SELECT 'of my own' AS name, 'log' AS signal, 7 AS events, 0 AS with_error", encoding="utf-8")
        self.assertIn("of my own", self.make("--queries", str(own)))

    def test_a_bad_query_is_told_by_its_file(self):
        own = self.out.parent / "own"
        own.mkdir()
        for name, text, told in (("trouble.sql", "SELECT nonsense", "trouble.sql: "), ("new.sql", "", "no such query"),
                                 ("contexts.sql", "SELECT 1 AS version", "contexts.sql: lacks ")):
            with self.subTest(name):
                (own / name).write_text(text, encoding="utf-8")
                result = report(self.folder, self.out, "--queries", str(own))
                self.assertEqual(FAILED, result.returncode)
                self.assertIn(told, result.stderr)
                self.assertNotIn("Traceback", result.stderr)
                (own / name).unlink()
        self.assertFalse(self.out.exists())

    def test_failures_leave_nothing(self):
        for arguments, status in (((self.folder / "none",), FAILED), ((self.folder, "--from", "nonsense"), FAILED),
                                  ((self.folder, "--nonsense"), WRONG_USAGE)):
            with self.subTest(arguments):
                result = report(arguments[0], self.out, *arguments[1:])
                self.assertEqual(status, result.returncode)
                self.assertNotIn("Traceback", result.stderr)
                self.assertEqual([], [name for name in os.listdir(self.out.parent) if "report" in name])
        result = report(self.folder, self.folder / "none" / "report.html")
        self.assertEqual(FAILED, result.returncode)

    def test_a_map_may_have_the_same_key_twice(self):
        self.put("telemetry-2026-05-03-one.jsonl",
                 '{"kind":"header","schema_version":1,"context":{"extension_version":"1","machine_id":"m","session_id":"s",'
                 '"os_type":"linux","os_version":"6","host_arch":"x64","platform_name":"p","platform_version":"1"}}',
                 '{"event_id":"a","event_name":"http.requests","timestamp":"2026-05-03T12:00:00Z","event_sequence":0,'
                 '"properties":{"route":"/a","route":"/b"},"measurements":{"count.2xx":1,"count.2xx":2}}')
        self.assertIn("1 event", report(self.folder, self.out).stdout)


if __name__ == "__main__":
    unittest.main()
