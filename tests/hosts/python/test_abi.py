"""The table of signatures (telex/_abi.py) is capi/telex.h: functions, structs, constants; and so is their layout in C."""

import ctypes
import os
import re
import subprocess
import tempfile
import unittest

import python_support
from telex import _abi
from telex._library import library

SCALARS = {"int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64, "uint32_t": ctypes.c_uint32,
           "uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t, "double": ctypes.c_double, "int": ctypes.c_int,
           "telex_status": _abi.telex_status}


def header_text():
    text = (python_support.ROOT / "capi" / "telex.h").read_text(encoding="utf-8")
    return re.sub(r"//.*", "", text)


def split_parameter(text):
    """`const char* name` to its base type, how many stars it has, and its name."""
    text = re.sub(r"\b(const|struct)\b", "", text)
    match = re.fullmatch(r"\s*(\w+)\s*((?:\*\s*)*)(\w+)\s*", text)
    return match.group(1), match.group(2).count("*"), match.group(3)


def ctypes_of(base, stars, text_in):
    """What stands for a C type. A `const char*` that the library only reads up to its length may be bytes."""
    if base == "char" and stars == 1:
        return ctypes.c_char_p if text_in else ctypes.c_void_p
    if base == "void":
        found, stars = (ctypes.c_void_p, stars - 1) if stars else (None, 0)
    else:
        found = SCALARS.get(base) or getattr(_abi, base)
    for _ in range(stars):
        found = ctypes.POINTER(found)
    return found


def parameters_of(text, text_in):
    if text.strip() == "void":
        return ()
    return tuple(ctypes_of(*split_parameter(part)[:2], text_in) for part in text.split(","))


def header_functions():
    found = {}
    for match in re.finditer(r"^TELEX_API\s+([^;{}#]+?)(\w+)\(([^;]*?)\);", header_text(), re.M):
        base, stars, _ = split_parameter(match.group(1) + " _")
        found[match.group(2)] = (ctypes_of(base, stars, True), parameters_of(match.group(3), True))
    return found


def header_structs():
    """Struct to its members, each (name, type or the (result, parameters) of a callback); None where it is opaque."""
    found = {}
    ours = re.finditer(r"typedef struct (\w+)\s*(?:\{(.*?)\}\s*)?\1;", header_text(), re.S)
    arrow = re.finditer(r"^struct (\w+)\s*\{(.*?)\};", header_text(), re.S | re.M)
    for match in [*ours, *arrow]:
        name, body = match.groups()
        found[name] = body and [member(part) for part in body.split(";") if part.strip()]
    return found


def member(text):
    callback = re.fullmatch(r"\s*([\w\s*]+?)\s*\(\*(\w+)\)\((.*)\)\s*", text, re.S)
    if callback:
        result, name, parameters = callback.groups()
        base, stars, _ = split_parameter(result + " _")
        return name, (ctypes_of(base, stars, True), parameters_of(parameters, False))
    base, stars, name = split_parameter(text)
    return name, ctypes_of(base, stars, False)


def table_member(kind):
    """The type of a member in the table, in the form of header_structs."""
    if isinstance(kind, type) and issubclass(kind, ctypes._CFuncPtr):
        return kind._restype_, kind._argtypes_
    return kind


def header_constants():
    text = header_text()
    found = {name: int(value) for name, value in re.findall(r"#define (TELEX_\w+) (\d+)$", text, re.M)}
    for body in re.findall(r"\benum\s*\{(.*?)\}", text, re.S):
        found.update((name, int(value)) for name, value in re.findall(r"(TELEX_\w+)\s*=\s*(-?\d+)", body))
    return found


class Table(unittest.TestCase):
    maxDiff = None

    def test_has_every_function_with_its_types(self):
        functions = header_functions()
        self.assertGreater(len(functions), 70, "the header was not understood")
        self.assertEqual(header_text().count("\nTELEX_API "), len(functions), "a declaration was not understood")
        self.assertEqual(functions, _abi.FUNCTIONS)

    def test_every_function_is_bound(self):
        for name, (result, parameters) in _abi.FUNCTIONS.items():
            self.assertEqual((result, list(parameters)), (getattr(library, name).restype,
                                                          list(getattr(library, name).argtypes)), name)

    def test_has_every_struct_with_its_members(self):
        structs = header_structs()
        self.assertGreater(len(structs), 20, "the header was not understood")
        ours = {name: [(field, table_member(kind)) for field, kind in getattr(value, "_fields_", [])] or None
                for name, value in vars(_abi).items()
                if isinstance(value, type) and issubclass(value, ctypes.Structure) and value is not ctypes.Structure}
        self.assertEqual(structs, ours)

    def test_has_the_progress_callback(self):
        pattern = r"typedef (\w+) \(\*telex_progress_callback\)\((.*?)\);"
        result, parameters = re.search(pattern, header_text()).groups()
        self.assertEqual((ctypes_of(result, 0, False), parameters_of(parameters, False)),
                         table_member(_abi.telex_progress_callback))

    def test_has_every_constant(self):
        constants = header_constants()
        self.assertGreater(len(constants), 20, "the header was not understood")
        ours = {name: value for name, value in vars(_abi).items() if name.startswith("TELEX_")}
        self.assertEqual(ctypes.c_size_t(-1).value, ours.pop("TELEX_NUL_TERMINATED"))
        self.assertEqual(constants, ours)


class Layout(unittest.TestCase):
    def test_is_that_of_the_c_compiler(self):
        structs = {name: members for name, members in header_structs().items() if members}
        lines = ["#include <stdio.h>", '#include "telex.h"', "int main(void) {"]
        for name, members in structs.items():
            tag = name if name.startswith("telex_") else f"struct {name}"
            lines.append(f'printf("{name} %zu\\n", sizeof({tag}));')
            lines += [f'printf("{name}.{field} %zu\\n", offsetof({tag}, {field}));' for field, _ in members]
        with tempfile.TemporaryDirectory() as folder:
            source, program = os.path.join(folder, "layout.c"), os.path.join(folder, "layout")
            with open(source, "w", encoding="utf-8") as file:
                file.write("\n".join(lines + ["return 0; }"]))
            subprocess.run([os.environ.get("CC", "cc"), "-I", python_support.ROOT / "capi", source, "-o", program],
                           check=True)
            printed = subprocess.run([program], check=True, stdout=subprocess.PIPE, encoding="ascii").stdout
        for line in printed.splitlines():
            name, number = line.split()
            struct, _, field = name.partition(".")
            kind = getattr(_abi, struct)
            self.assertEqual(int(number), getattr(kind, field).offset if field else ctypes.sizeof(kind), name)


if __name__ == "__main__":
    unittest.main()
