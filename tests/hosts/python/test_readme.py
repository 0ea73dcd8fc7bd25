"""Every Python snippet of the READMEs runs as it stands, in a folder that holds some telemetry.

Those that need a package which takes Arrow streams run in tests/analysis/run.sh, which gives the word `arrow`.
"""

import os
import shutil
import sys
import unittest

from python_support import SAMPLE, PackageTest, run_python, snippets_of

NEEDS_ARROW = sys.argv[1:] == ["arrow"]
READMES = {"README.md": 1, "examples/python/README.md": 2 if NEEDS_ARROW else 5}
if NEEDS_ARROW:
    READMES["examples/analysis/README.md"] = 1


class Snippets(PackageTest):
    def test_run(self):
        for name, least in READMES.items():
            snippets = list(snippets_of(name, NEEDS_ARROW))
            self.assertGreaterEqual(len(snippets), least, name)
            for snippet in snippets:
                with self.subTest(name=name, snippet=snippet):
                    folder = self.folder / "work"
                    shutil.copytree(SAMPLE, folder / "telemetry")
                    result = run_python(snippet, cwd=folder, env={**os.environ, "PYTHONWARNINGS": "error"})
                    self.assertEqual((0, ""), (result.returncode, result.stderr))
                    self.assertTrue(result.stdout)
                    shutil.rmtree(folder)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
