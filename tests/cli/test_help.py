"""The frozen texts of the help, and what asks for them.

After a wanted change: telex COMMAND --help > tests/cli/help/COMMAND.txt, and read the difference.
"""

import os
import unittest

from cli_support import CliTest, DONE, HERE, run

COMMANDS = ["export", "files", "presets"]


def frozen(name):
    with open(os.path.join(HERE, "help", name + ".txt"), encoding="utf-8") as file:
        return file.read()


class Help(CliTest):
    def assert_prints(self, expected, *arguments):
        result = run(*arguments)
        self.assertEqual((DONE, ""), (result.returncode, result.stderr))
        self.assertEqual(expected, result.stdout)

    def test_program(self):
        self.assert_prints(frozen("telex"), "--help")

    def test_commands(self):
        for command in COMMANDS:
            with self.subTest(command=command):
                self.assert_prints(frozen(command), command, "--help")

    def test_help_is_found_among_other_arguments(self):
        self.assert_prints(frozen("export"), "export", "somewhere", "--out", "x", "--help", "--no-such-option")
        self.assert_prints(frozen("files"), "files", "--help")

    def test_usage_without_a_command_is_the_help(self):
        self.assertEqual(frozen("telex"), run().stderr)

    def test_every_text_fits_a_hundred_columns(self):
        for name in ["telex", *COMMANDS]:
            for line in frozen(name).splitlines():
                self.assertLessEqual(len(line), 100, line)
                self.assertEqual(line.rstrip(), line)

    def test_version(self):
        self.assert_prints("telex 0.1.0\n", "--version")

    def test_every_option_of_the_contract_is_told(self):
        text = frozen("export")
        for option in ["--out PATH", "--format json|otlp|otlp-jsonl", "--package zip|dir", "--range PRESET", "--from D",
                       "--to D", "--start T", "--end T", "--now T", "--temporality delta|cumulative",
                       "--span-name leaf|full", "--metric-events A,B", "--service-name S", "--scope-name S",
                       "--max-request-bytes N", "--max-line-bytes N", "--max-input-line-bytes N",
                       "--file-slack-days N", "--compression N", "--threads N ", "--max-problems N", "--report text|json", "--quiet",
                       "--force"]:
            self.assertIn("\n  " + option, text)


if __name__ == "__main__":
    unittest.main()
