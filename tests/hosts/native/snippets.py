"""Makes programs of the documentation's C and C++ snippets: snippets.py TELEMETRY-FOLDER OUT-FOLDER.

Each snippet becomes a main() that runs in an empty folder: its paths are those of TELEMETRY-FOLDER and of files in the
working directory. It must succeed; where the range holds no event, that is what it must say.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

C_MAIN = "int main(void) {\n%s  return status_of_run < 0 && status_of_run != TELEX_NO_EVENTS;\n}\n"
CPP_MAIN = "int main() {\n%s  return status.ok() || telex::IsNoEvents(status) ? 0 : 1;\n}\n"

# What a snippet leaves to its reader.
DECLARED_BEFORE = {
    "exporter_h": (
        "  std::string text;\n  std::unique_ptr<telex::Output> output = telex::NewStringOutput(&text);\n"
        "  const telex::ExporterOptions options;\n  const std::string folder = \"/path/to/telemetry\";\n"
    ),
}
INCLUDED_BEFORE = {
    "exporter_h": '#include "telex/exporter.h"\n#include "telex/json_array_sink.h"\n',
    "export_h": '#include "telex/export.h"\n',
    "telex_h": '#include "telex.h"\n',
}


def fenced(path, language):
    """The blocks of a language in a Markdown file."""
    return re.findall(r"^```%s\n(.*?)^```$" % language, path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def leading_comment(path):
    """The indented code of the comment that a header begins with: its first block."""
    lines = path.read_text(encoding="utf-8").split("\n")
    block = []
    for line in lines:
        if not line.startswith("//"):
            break
        if line.startswith("//   "):
            block.append(line[5:])
        elif block:
            break
    if not block:
        raise SystemExit("snippets: %s begins with no code" % path)
    return "\n".join(block) + "\n"


def snippets():
    """Name, language and text of each."""
    readme = ROOT / "README.md"
    found = []
    for language in ("c", "cpp"):
        blocks = fenced(readme, language)
        if not blocks:
            raise SystemExit("snippets: README.md has no block of %s" % language)
        found += [("readme_%s_%d" % (language, i + 1), language, text) for i, text in enumerate(blocks)]
    found.append(("telex_h", "c", leading_comment(ROOT / "capi" / "telex.h")))
    for name in ("export", "exporter"):
        found.append((name + "_h", "cpp", leading_comment(ROOT / "include" / "telex" / (name + ".h"))))
    return found


def program(name, language, text, telemetry):
    includes = "".join(line + "\n" for line in text.split("\n") if line.startswith("#include"))
    body = DECLARED_BEFORE.get(name, "") + "".join(
        "  " + line + "\n" for line in text.split("\n") if line and not line.startswith("#include")
    )
    if language == "c":
        # The status of the run, which the snippets only compare with 0.
        body, runs = re.subn(r"telex_export_run\((\w+)\)", r"(status_of_run = telex_export_run(\1))", body)
        if runs != 1:
            raise SystemExit("snippets: %s has %d calls of telex_export_run" % (name, runs))
        body = "  telex_status status_of_run;\n" + body
        includes = "#include <stdio.h>\n" + includes
    main = (C_MAIN if language == "c" else CPP_MAIN) % body
    return INCLUDED_BEFORE.get(name, "") + includes + "\n" + main.replace("/path/to/telemetry", telemetry)


def main(telemetry, out):
    for name, language, text in snippets():
        path = Path(out) / (name + {"c": ".c", "cpp": ".cc"}[language])
        path.write_text(program(name, language, text, telemetry), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
