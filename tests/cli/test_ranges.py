"""The options of the range, `telex files` and `telex presets`."""

import unittest

from cli_support import CliTest, DONE, FAILED, NO_EVENTS, header, log, read_json, run

NOW = "2026-05-04T12:00:00Z"


class Ranges(CliTest):
    """Folders with an event at noon of each day from 2026-04-03 to 2026-05-04, its number the day's."""

    def setUp(self):
        super().setUp()
        self.days = ["2026-04-%02d" % day for day in range(3, 31)] + ["2026-05-%02d" % day for day in range(1, 5)]
        for number, day in enumerate(self.days):
            self.put("telemetry-%s-s%d.jsonl" % (day, number), [header(), log(number, day + "T12:00:00.000Z")])

    def assert_range(self, arguments, first, last, label, **bounds):
        """That an export has the days from `first` to `last`, and that files and report agree."""
        out = self.path("out")
        report = self.report("--force", *arguments, out=out)
        wanted = self.days[self.days.index(first):self.days.index(last) + 1]
        self.assertEqual(wanted, [event["timestamp"][:10] for event in read_json(out)])
        self.assertEqual(dict(bounds, label=label), report["range"])
        listed = run("files", self.telemetry, *arguments)
        self.assertEqual((DONE, ""), (listed.returncode, listed.stderr))
        names = listed.stdout.splitlines()
        self.assertEqual(report["files"]["selected"], len(names))
        self.assertLessEqual(set(wanted), {name[10:20] for name in names})
        self.assertLessEqual(len(names), len(wanted) + 1)

    def test_all_time_is_the_default(self):
        self.assert_range([], "2026-04-03", "2026-05-04", "All time")
        self.assert_range(["--range", "allTime"], "2026-04-03", "2026-05-04", "All time")

    def test_presets_end_before_now(self):
        self.assert_range(["--range", "last24Hours", "--now", NOW], "2026-05-03", "2026-05-03", "Last 24 hours",
                          start="2026-05-03T12:00:00.000Z", end="2026-05-04T12:00:00.000Z")
        self.assert_range(["--now", NOW, "--range=last7Days"], "2026-04-27", "2026-05-03", "Last 7 days",
                          start="2026-04-27T12:00:00.000Z", end="2026-05-04T12:00:00.000Z")
        self.assert_range(["--range", "last30Days", "--now", "2026-05-04T12:00:00.001Z"], "2026-04-05", "2026-05-04",
                          "Last 30 days", start="2026-04-04T12:00:00.001Z", end="2026-05-04T12:00:00.001Z")

    def test_the_clock_is_the_default_of_now(self):
        result = self.exported("--range", "last7Days", status=NO_EVENTS)
        self.assertIn("no events in the range Last 7 days", result.stderr)

    def test_dates_are_inclusive(self):
        self.assert_range(["--from", "2026-04-29", "--to", "2026-05-01"], "2026-04-29", "2026-05-01",
                          "2026-04-29 to 2026-05-01", start="2026-04-29T00:00:00.000Z", end="2026-05-02T00:00:00.000Z")
        self.assert_range(["--from", "2026-05-01", "--to", "2026-05-01"], "2026-05-01", "2026-05-01",
                          "2026-05-01 to 2026-05-01", start="2026-05-01T00:00:00.000Z", end="2026-05-02T00:00:00.000Z")

    def test_one_date_alone(self):
        self.assert_range(["--from", "2026-05-03"], "2026-05-03", "2026-05-04", "From 2026-05-03",
                          start="2026-05-03T00:00:00.000Z")
        self.assert_range(["--to", "2026-04-04"], "2026-04-03", "2026-04-04", "Until 2026-04-04",
                          end="2026-04-05T00:00:00.000Z")

    def test_instants_are_half_open_and_exact(self):
        self.assert_range(["--start", "2026-04-30T12:00:00Z", "--end", "2026-05-02T14:00:00.000000001+02:00"],
                          "2026-04-30", "2026-05-02", "2026-04-30T12:00:00.000Z to 2026-05-02T12:00:00.000Z",
                          start="2026-04-30T12:00:00.000Z", end="2026-05-02T12:00:00.000Z")
        self.assert_range(["--start", "2026-05-03T12:00:00.000000001Z"], "2026-05-04", "2026-05-04",
                          "From 2026-05-03T12:00:00.000Z", start="2026-05-03T12:00:00.000Z")
        self.assert_range(["--end", "2026-04-04T12:00:00Z"], "2026-04-03", "2026-04-03",
                          "Until 2026-04-04T12:00:00.000Z", end="2026-04-04T12:00:00.000Z")

    def test_slack_reads_files_of_later_days(self):
        self.put("telemetry-2026-05-02-late.jsonl", [header("late"), log(99, "2026-05-01T23:59:58.000Z")])
        arguments = ["--from", "2026-05-01", "--to", "2026-05-01"]
        self.assertEqual(1, self.report(*arguments)["events"])
        self.assertEqual(2, self.report("--force", "--file-slack-days", "1", *arguments)["events"])
        listed = run("files", self.telemetry, "--file-slack-days", "1", *arguments).stdout
        self.assertEqual(["telemetry-2026-05-01-s28.jsonl", "telemetry-2026-05-02-late.jsonl",
                          "telemetry-2026-05-02-s29.jsonl"], listed.splitlines())


class WrongRanges(CliTest):
    def assert_refused(self, arguments, text):
        for command in [["export", "--out", self.path("out")], ["files"]]:
            with self.subTest(arguments=arguments, command=command[0]):
                result = run(command[0], self.telemetry, *command[1:], *arguments)
                self.assert_wrong_usage(result, text, command=command[0])
        self.assertEqual([], self.left_over())

    def test_dates_get_the_messages_of_the_library(self):
        for option in ["--from", "--to"]:
            for date in ["2026-5-1", "05/01/2026", "", "2026-05-01T00:00:00Z", " 2026-05-01", "20260501"]:
                self.assert_refused([option, date], "telex: %s '%s': Use YYYY-MM-DD.\n" % (option, date))
            for date in ["2026-02-29", "2026-04-31", "2026-13-01", "0000-01-01", "1900-02-29"]:
                self.assert_refused([option, date], "telex: %s '%s': Enter a valid calendar date.\n" % (option, date))

    def test_29_february_of_a_leap_year_is_a_date(self):
        result = run("files", self.telemetry, "--from", "2028-02-29", "--to", "2000-02-29")
        self.assert_wrong_usage(result, "--from 2028-02-29 --to 2000-02-29: End date must be on or after start date.",
                                command="files")
        self.assertEqual(DONE, run("files", self.telemetry, "--from", "2028-02-29").returncode)

    def test_an_end_before_its_start(self):
        self.assert_refused(["--from", "2026-05-02", "--to", "2026-05-01"],
                            "telex: --from 2026-05-02 --to 2026-05-01: End date must be on or after start date.\n")
        self.assert_refused(["--start", "2026-05-01T00:00:00.000000001Z", "--end", "2026-05-01T00:00:00Z"],
                            "telex: --end is before --start\n")

    def test_two_kinds_of_range(self):
        kinds = {"--range": "allTime", "--from": "2026-05-01", "--to": "2026-05-01", "--start": NOW, "--end": NOW}
        pairs = [("--range", "--from"), ("--range", "--to"), ("--range", "--start"), ("--range", "--end"),
                 ("--from", "--start"), ("--from", "--end"), ("--to", "--start"), ("--to", "--end")]
        for one, other in pairs:
            self.assert_refused([other, kinds[other], one, kinds[one]],
                                "telex: %s and %s are two kinds of range: give --range, or --from" % (one, other))

    def test_instants(self):
        for option in ["--start", "--end", "--now"]:
            for text in ["2026-05-01", "now", "", "2026-05-01T00:00:00", "2026-05-01t00:00:00z", "2026-02-30T00:00:00Z",
                         "2026-05-01T24:00:00Z", "2026-05-01T00:00:60Z", "2026-05-01T00:00:00.Z"]:
                self.assert_refused([option, text], "%s takes a time such as 2026-05-04T12:00:00Z" % option)


class NoEvents(CliTest):
    """Exit status 3: nothing is written, and standard error says why and what could be done."""

    def assert_no_events(self, arguments, *texts):
        for form in [["--format", "json"], ["--format", "otlp"], ["--format", "otlp", "--package", "dir"],
                     ["--format", "otlp-jsonl"]]:
            with self.subTest(form=form):
                result = self.exported(*form, *arguments, status=NO_EVENTS)
                self.assertTrue(result.stderr.startswith("telex: no events in the range "), result.stderr)
                for text in ["nothing was written", *texts]:
                    self.assertIn(text, result.stderr)
                self.assertTrue(result.stdout.startswith("Exported nothing: no events in the range.\n"), result.stdout)
                self.assertEqual([], self.left_over())

    def test_an_empty_folder(self):
        self.assert_no_events([], "no events in the range All time",
                              "No file in '%s' is named telemetry-YYYY-MM-DD-SESSION[.PART].jsonl." % self.telemetry)

    def test_a_folder_without_telemetry(self):
        self.put("telemetry.jsonl", b"x")
        self.put("telemetry-2026-05-01-s1.jsonl.bak", b"x")
        self.assert_no_events([], "No file in")

    def test_no_file_of_the_range(self):
        self.put_one_of_each()
        self.assert_no_events(["--from", "2026-05-02", "--to", "2026-05-03"], "dated from 2026-05-02 to 2026-05-03.",
                              "Try a wider range", "--file-slack-days 1")
        self.assert_no_events(["--from", "2026-05-02"], "dated 2026-05-02 or later.")
        self.assert_no_events(["--to", "2026-04-30"], "dated 2026-04-30 or earlier.")

    def test_files_without_events_of_the_range(self):
        self.put_one_of_each()
        self.assert_no_events(["--start", "2026-05-01T20:00:00Z"], "The 1 file of these dates held none.")

    def test_an_empty_range(self):
        self.put_one_of_each()
        self.assert_no_events(["--start", "2026-05-01T10:00:00Z", "--end", "2026-05-01T10:00:00Z"],
                              "The range ends where it starts.")

    def test_the_report_is_still_given(self):
        self.put("telemetry-2026-05-01-s1.jsonl", [header(), b"{"])
        report = self.report(status=NO_EVENTS)
        self.assertEqual((0, {"skipped": 1}, {"selected": 1, "skipped": 0}),
                         (report["events"], report["lines"], report["files"]))
        self.assertEqual(("telemetry-2026-05-01-s1.jsonl", 2),
                         (report["problems"][0]["file"], report["problems"][0]["line"]))

    def test_standard_output_stays_empty(self):
        result = self.exported(out="-", status=NO_EVENTS)
        self.assertEqual("", result.stdout)
        self.assertIn("Exported nothing", result.stderr)

    def test_what_stood_there_stays_also_with_force(self):
        with open(self.path("out"), "w", encoding="utf-8") as file:
            file.write("mine")
        self.exported("--force", status=NO_EVENTS)
        with open(self.path("out"), encoding="utf-8") as file:
            self.assertEqual("mine", file.read())

    def test_quiet_leaves_the_message(self):
        result = self.exported("--quiet", status=NO_EVENTS)
        self.assertEqual("", result.stdout)
        self.assertIn("telex: no events in the range", result.stderr)


class Files(CliTest):
    def test_order_and_choice_by_name(self):
        names = ["telemetry-2026-05-01-a.jsonl", "telemetry-2026-05-01-a.2.jsonl", "telemetry-2026-05-01-a.10.jsonl",
                 "telemetry-2026-05-01-b.jsonl", "telemetry-2026-05-02-a.jsonl"]
        for name in reversed(names + ["telemetry-2026-5-1-a.jsonl", "notes.txt", "Telemetry-2026-05-01-a.jsonl"]):
            self.put(name, b"")
        result = run("files", self.telemetry)
        self.assertEqual((DONE, "".join(name + "\n" for name in names), ""),
                         (result.returncode, result.stdout, result.stderr))

    def test_names_are_printed_as_they_are(self):
        name = b"telemetry-2026-05-01-\xff\x1b[31m.jsonl"
        with open(self.telemetry.encode() + b"/" + name, "wb"):
            pass
        result = run("files", self.telemetry, encoding=None, errors=None)
        self.assertEqual((DONE, name + b"\n"), (result.returncode, result.stdout))

    def test_none_is_done_too(self):
        result = run("files", self.telemetry)
        self.assertEqual((DONE, "", ""), (result.returncode, result.stdout, result.stderr))

    def test_a_missing_folder(self):
        result = run("files", self.path("absent"))
        self.assert_failed(result, self.path("absent"), "No such file or directory")
        self.assertEqual(FAILED, run("files", self.path("telemetry", "x")).returncode)


class Presets(CliTest):
    def test_lines(self):
        result = run("presets", "--now", NOW)
        self.assertEqual((DONE, ""), (result.returncode, result.stderr))
        self.assertEqual(
            "last24Hours\tLast 24 hours\t2026-05-03T12:00:00.000Z\t2026-05-04T12:00:00.000Z\t"
            "coder-telemetry-last-24-hours-2026-05-04.{ext}\n"
            "last7Days\tLast 7 days\t2026-04-27T12:00:00.000Z\t2026-05-04T12:00:00.000Z\t"
            "coder-telemetry-last-7-days-2026-05-04.{ext}\n"
            "last30Days\tLast 30 days\t2026-04-04T12:00:00.000Z\t2026-05-04T12:00:00.000Z\t"
            "coder-telemetry-last-30-days-2026-05-04.{ext}\n"
            "allTime\tAll time\t\t\tcoder-telemetry-all-time-2026-05-04.{ext}\n", result.stdout)

    def test_the_clock_is_the_default(self):
        self.assertEqual(4, len(run("presets").stdout.splitlines()))

    def test_now_in_another_zone(self):
        self.assertIn("all-time-2026-05-05.{ext}", run("presets", "--now", "2026-05-04T23:30:00-01:00").stdout)

    def test_wrong_now(self):
        self.assert_wrong_usage(run("presets", "--now", "noon"), "--now takes a time such as", command="presets")


if __name__ == "__main__":
    unittest.main()
