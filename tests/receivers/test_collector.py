"""What comes out of a real Collector is what went in: for every corpus, POSTed plain and gzipped, and read from files.

One class a corpus: the records of each signal, the events that they came from, delta sums made cumulative, and the
metrics of spans.
"""

import concurrent.futures
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../reference")]

import checks
import collector_runs
from corpora import CORPORA, SAMPLE_CORPUS, Corpus, Workspace
from mapping_metrics import CUMULATIVE
from otlp_checker import SIGNALS


class CorpusTest(unittest.TestCase):
    """The tests of one corpus; its classes are made below."""

    corpus = SAMPLE_CORPUS

    @classmethod
    def setUpClass(cls):
        cls.workspace = Workspace(cls.corpus)
        cls.addClassCleanup(cls.workspace.remove)
        cls.export = cls.workspace.export("otlp")
        cls.lines = cls.workspace.export("otlp-jsonl")
        # Each has a Collector of its own, and waits most of its time.
        with concurrent.futures.ThreadPoolExecutor() as pool:
            plain, zipped = pool.submit(cls.send, False), pool.submit(cls.send, True)
            read = pool.submit(collector_runs.tail, os.path.join(cls.workspace.root, "read"), cls.lines)
        cls.plain, cls.zipped, cls.read_from_files = plain.result(), zipped.result(), read.result()

    @classmethod
    def send(cls, zipped):
        # The first run waits for the metrics of spans, too; all else is there when a request is answered.
        spans = 0 if zipped else cls.export.package.manifest["records"]["traces"]

        def settled(folder):
            documents = collector_runs.latest(folder, collector_runs.SPAN_METRICS) if spans else []
            return sum(checks.last_span_metrics(documents)[0].values()) >= spans

        folder = os.path.join(cls.workspace.root, "zipped" if zipped else "plain")
        return collector_runs.send(folder, cls.export, zipped, settled)

    def test_every_request_is_taken_whole(self):
        self.assertEqual(len(self.export.package.manifest["requests"]), len(self.plain.answers))
        checks.check_answers(self.plain)
        checks.check_answers(self.zipped)

    def test_a_small_limit_gives_many_requests(self):
        """Else the corpora with a limit would prove nothing of it."""
        self.assertEqual(len(self.plain.answers) > 6, bool(self.corpus.limit))

    def test_log_records(self):
        checks.check_signal(self.plain, self.export, "logs")

    def test_spans(self):
        checks.check_signal(self.plain, self.export, "traces")

    def test_data_points(self):
        checks.check_signal(self.plain, self.export, "metrics")

    def test_gzipped_requests_give_the_same(self):
        checks.check_same(self.plain, self.zipped)

    def test_lines_read_from_files_give_the_same_records(self):
        for signal in SIGNALS:
            checks.check_signal(self.read_from_files, self.lines, signal)

    def test_totals_of_delta_sums(self):
        checks.check_totals(self.plain, self.export)

    def test_metrics_of_spans(self):
        checks.check_span_metrics(self.plain, self.export)


class CleanCorpusTest(CorpusTest):
    """What holds besides for telemetry as it is in life."""

    def test_records_turn_back_into_the_events(self):
        checks.check_events(self.plain, self.workspace.telemetry)
        checks.check_events(self.read_from_files, self.workspace.telemetry)

    def test_no_delta_is_dropped(self):
        checks.check_final_totals(self.plain, self.export)


class Cumulative(unittest.TestCase):
    """What is exported with running totals arrives as it was written, totals and the beginning of each."""

    def test_data_points(self):
        for corpus in (SAMPLE_CORPUS, Corpus("clean", 3, 600, 6000), Corpus("odd", 1, 500), Corpus("odd", 7, 300, 3000)):
            with self.subTest(corpus.name()):
                workspace = Workspace(corpus)
                self.addCleanup(workspace.remove)
                export = workspace.export("otlp", CUMULATIVE)
                kept = collector_runs.send(os.path.join(workspace.root, "kept"), export, True, lambda _: True)
                checks.check_answers(kept)
                checks.check_signal(kept, export, "metrics")


def class_of(corpus: Corpus) -> type:
    base = CleanCorpusTest if corpus.is_clean() else CorpusTest
    return type("Corpus_" + corpus.name(), (base,), {"corpus": corpus, "__doc__": base.__doc__})


def load_tests(loader, _tests, _pattern):
    suite = loader.loadTestsFromTestCase(Cumulative)
    for corpus in CORPORA:
        suite.addTests(loader.loadTestsFromTestCase(class_of(corpus)))
    return suite


if __name__ == "__main__":
    unittest.main()
