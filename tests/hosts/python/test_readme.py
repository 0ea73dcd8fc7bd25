"""Every Python snippet of the READMEs runs as it stands, in a folder that holds some telemetry."""

import os
import re
import shutil
import unittest

from python_support import ROOT, SAMPLE, PackageTest, run_python

READMES = {"README.md": 1, "examples/python/README.md": 5}


class Snippets(PackageTest):
    def test_run(self):
        for name, least in READMES.items():
            text = (ROOT / name).read_text(encoding="utf-8")
            snippets = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
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
    unittest.main()
