"""Wrong usage: exit status 2, a line that says what is wrong, one that says where to read what is right."""

import os
import unittest

from cli_support import CliTest, DONE, WRONG_USAGE, run


class WrongUsage(CliTest):
    def setUp(self):
        super().setUp()
        self.put_one_of_each()

    def assert_refused(self, arguments, *texts):
        """`telex export` with `arguments` is wrong usage, and nothing was written."""
        self.assert_wrong_usage(run("export", *arguments, cwd=self.work), *texts)
        self.assertEqual([], self.left_over())

    def assert_option_refused(self, arguments, *texts):
        self.assert_refused(["telemetry", "--out", "out", *arguments], *texts)

    def test_the_same_line_without_the_mistake_is_right(self):
        self.assertEqual(DONE, run("export", "telemetry", "--out", "out", cwd=self.work).returncode)
        self.assertEqual(["out"], self.left_over())

    def test_no_command(self):
        result = run()
        self.assertEqual((WRONG_USAGE, ""), (result.returncode, result.stdout))
        self.assertTrue(result.stderr.startswith("Usage: telex COMMAND"), result.stderr)

    def test_unknown_command(self):
        self.assert_wrong_usage(run("exprot"), "there is no command 'exprot': did you mean export?", command="")
        self.assert_wrong_usage(run("frobnicate"), "'frobnicate', only export, files and presets", command="")
        self.assert_wrong_usage(run("--verison"), "did you mean --version?", command="")
        self.assert_wrong_usage(run(""), "there is no command ''", command="")

    def test_help_and_version_stand_alone(self):
        self.assert_wrong_usage(run("--version", "now"), "--version stands alone, without 'now'", command="")
        self.assert_wrong_usage(run("--help", "export"), "--help stands alone, without 'export'", command="")

    def test_folder_missing_empty_or_twice(self):
        self.assert_refused(["--out", "out"], "DIR is missing: the folder that holds the telemetry files")
        self.assert_refused(["", "--out", "out"], "DIR is empty")
        self.assert_refused(["a", "--out", "out", "b"], "one DIR at a time: 'a' was given, and then 'b'")
        self.assert_wrong_usage(run("files"), "DIR is missing", command="files")
        self.assert_wrong_usage(run("presets", "x"), "presets takes options only, not 'x'", command="presets")

    def test_out_missing_or_empty(self):
        self.assert_refused(["telemetry"], "--out is missing: --out PATH")
        self.assert_refused(["telemetry", "--out", ""], "--out is empty")
        self.assert_refused(["telemetry", "--out="], "--out is empty")

    def test_unknown_option_with_the_nearest(self):
        self.assert_option_refused(["--formt", "otlp"], "export has no option '--formt': did you mean --format?")
        self.assert_option_refused(["--comp=3"], "no option '--comp': did you mean --compression?")
        self.assert_option_refused(["--frobnicate"], "export has no option '--frobnicate'\n")
        self.assert_option_refused(["-f", "otlp"], "export has no option '-f'")
        self.assert_option_refused(["-out", "x"], "no option '-out': did you mean --out?")
        self.assert_wrong_usage(run("files", "telemetry", "--out", "x"), "files has no option '--out'", command="files")
        self.assert_wrong_usage(run("presets", "--range", "x"), "presets has no option '--range'", command="presets")

    def test_repeated_option(self):
        self.assert_option_refused(["--out", "other"], "--out is given twice")
        self.assert_option_refused(["--quiet", "--quiet"], "--quiet is given twice")
        self.assert_option_refused(["--format", "json", "--format=json"], "--format is given twice")

    def test_missing_value(self):
        self.assert_refused(["telemetry", "--out"], "--out needs a value: --out PATH")
        self.assert_refused(["telemetry", "--out", "--force"], "--out needs a value before '--force'",
                            "is given as --out=--force")
        self.assert_option_refused(["--range"], "--range needs a value: --range PRESET")

    def test_flag_with_a_value(self):
        self.assert_option_refused(["--quiet=yes"], "--quiet takes no value")
        self.assert_option_refused(["--force="], "--force takes no value")
        self.assert_option_refused(["--help=yes"], "no option '--help'")

    def test_choices(self):
        self.assert_option_refused(["--format", "xml"], "--format takes json, otlp or otlp-jsonl, not 'xml'")
        self.assert_option_refused(["--format", "OTLP"], "not 'OTLP'")
        self.assert_option_refused(["--format", "otlp-json"], "not 'otlp-json': did you mean otlp-jsonl?")
        self.assert_option_refused(["--package", "folder"], "--package takes zip or dir, not 'folder'")
        self.assert_option_refused(["--temporality", ""], "--temporality takes delta or cumulative, not ''")
        self.assert_option_refused(["--span-name", "x"], "--span-name takes leaf or full, not 'x'")
        self.assert_option_refused(["--report", "xml"], "--report takes text or json, not 'xml'")
        self.assert_option_refused(
            ["--range", "last7days"],
            "--range takes last24Hours, last7Days, last30Days or allTime, not 'last7days': did you mean last7Days?")

    def test_numbers(self):
        bounds = {
            "--threads": ("0 to 256", ["257", "-1", "", "two"]),
            "--compression": ("0 to 9", ["10", "-1", "", " 3", "3 ", "+3", "0x3", "3.0", "1e0", "99999999999999999999"]),
            "--file-slack-days": ("0 to 3660", ["3661", "x"]),
            "--max-input-line-bytes": ("1 to 1073741824", ["0", "1073741825"]),
            "--max-request-bytes": ("1 or more", ["0", "-5"]),
            "--max-line-bytes": ("1 or more", ["0", "many"]),
            "--max-problems": ("0 or more", ["all"]),
        }
        for option, (text, values) in bounds.items():
            for value in values:
                with self.subTest(option=option, value=value):
                    self.assert_option_refused([option, value],
                                               "%s takes a whole number, %s, not '%s'" % (option, text, value))

    def test_numbers_at_their_bounds_are_right(self):
        for option, values in {"--compression": ["0", "9", "03"], "--threads": ["0", "1", "256"], "--file-slack-days": ["0", "3660"],
                               "--max-input-line-bytes": ["1073741824"], "--max-request-bytes": ["99999999999999999999"],
                               "--max-line-bytes": ["99999999999999999999"],
                               "--max-problems": ["0", "99999999999999999999"]}.items():
            for value in values:
                for form in ["otlp", "otlp-jsonl"]:
                    with self.subTest(option=option, value=value, form=form):
                        self.exported("--format", form, "--force", option, value)

    def test_metric_events(self):
        self.assert_option_refused(["--metric-events", "a,,b"], "--metric-events has an empty name in 'a,,b'")
        self.assert_option_refused(["--metric-events", ",a"], "--metric-events has an empty name in ',a'")
        self.assert_option_refused(["--metric-events", "a,"], "--metric-events has an empty name in 'a,'")

    def test_standard_output_takes_json_alone(self):
        for form in ["otlp", "otlp-jsonl"]:
            for package in ["zip", "dir"]:
                self.assert_refused(["telemetry", "--out", "-", "--format", form, "--package", package],
                                    "--out - is for --format json alone: --format " + form)

    def test_a_file_is_not_named_like_a_folder(self):
        self.assert_refused(["telemetry", "--out", "new/"], "--out 'new/' names a folder", "leave the / out")
        self.assert_refused(["telemetry", "--out", "new/", "--format", "otlp"], "or give --package dir")
        self.exported("--format", "otlp", "--package", "dir", out=self.path("new") + "//")
        self.assertEqual(["new"], self.left_over())

    def test_a_message_is_two_lines_whatever_was_typed(self):
        self.assert_option_refused(["--for\nmat\x1b[2J"], r"no option '--for\nmat\x1b[2J'")
        self.assert_option_refused(["--format", "a\nb"], r"not 'a\nb'")
        self.assert_wrong_usage(run("ex\rport"), r"'ex\rport'", command="")

    def test_arguments_that_are_no_utf8(self):
        self.assert_option_refused([b"--\xff\xfe"], r"no option '--\xff\xfe'")
        self.assert_option_refused([b"--format", b"\xc3"], r"not '\xc3'")
        self.assert_option_refused([b"--now", b"\xff"], r"not '\xff'")
        self.assert_option_refused([b"--from", b"\xff"], r"--from '\xff': Use YYYY-MM-DD.")
        self.assert_option_refused([b"--range", b"\xed\xa0\x80"], r"not '\xed\xa0\x80'")
        self.assert_refused([b"a\xff", b"b\xff"], r"'a\xff' was given, and then 'b\xff'")


class RightUsage(CliTest):
    def setUp(self):
        super().setUp()
        self.put_one_of_each()

    def assert_taken(self, *arguments):
        result = run("export", *arguments, cwd=self.work)
        self.assertEqual(DONE, result.returncode, result.stderr)
        self.assertEqual(["out"], self.left_over())

    def test_options_before_the_folder(self):
        self.assert_taken("--out", "out", "--quiet", "telemetry")

    def test_options_on_both_sides(self):
        self.assert_taken("--quiet", "telemetry", "--out=out")

    def test_two_dashes_end_the_options(self):
        os.rename(self.telemetry, self.path("--telemetry"))
        result = run("export", "--out", "out", "--", "--telemetry", cwd=self.work)
        self.assertEqual(DONE, result.returncode, result.stderr)
        self.assertEqual(["--telemetry", "out"], self.left_over())

    def test_a_value_may_hold_an_equals_sign_and_begin_with_dashes(self):
        result = run("export", "telemetry", "--out=--a=b", cwd=self.work)
        self.assertEqual(DONE, result.returncode, result.stderr)
        self.assertEqual(["--a=b"], self.left_over())

    def test_a_path_that_is_no_utf8(self):
        result = run("export", "telemetry", "--out", b"out\xff\x1b", cwd=self.work)
        self.assertEqual(DONE, result.returncode, result.stderr)
        self.assertIn(r"to out\xff\x1b (", result.stdout)
        self.assertNotIn("\x1b", result.stdout)


if __name__ == "__main__":
    unittest.main()
