"""Every function of telex.h with every kind of bad argument: told, never a crash.

    TELEX_LIBRARY=build/release/lib/libtelex.so python3 tests/c_abi/bad_arguments_test.py

The calls are made from the header's own declarations: each function is called once with nothing but good arguments and
then once for each way in which one parameter can be bad. So a new function is tried when it is declared, and a
parameter of a kind that is not known here is a failure. Arguments lie in front of memory that cannot be touched.
"""

import ctypes
import os
import struct as packing
import unittest

import abi_library
from abi_library import (
    ARROW_BYTES, ARROW_STRUCTS, CALLBACK, HEADER, NUL_TERMINATED, Arena, Handles, constant, good_struct, member_of,
    release_arrow,
)

LIBRARY = os.environ.get("TELEX_LIBRARY", str(abi_library.ROOT / "build" / "release" / "lib" / "libtelex.so"))
INVALID_ARGUMENT = constant("TELEX_INVALID_ARGUMENT")
INVALID_STATE = constant("TELEX_INVALID_STATE")
STATUSES = {int(value) for name, value in HEADER.constants.items() if name not in ("TELEX_NUL_TERMINATED",)}

GOOD_NAMES = {
    "telex_options_set_text": b"format", "telex_options_set_integer": b"compression",
    "telex_options_set_bool": b"overwrite", "telex_options_add_text": b"metric_events", "telex_event_text": b"event_id",
    "telex_event_raw": b"event_id", "telex_event_integer": b"line", "telex_event_double": b"event_sequence",
    "telex_report_integer": b"events", "telex_report_double": b"seconds", "telex_report_text": b"exportedAt",
}
GOOD_TEXTS = {
    ("telex_options_set_text", "value"): b"json", ("telex_validate_date", "text"): b"2026-05-01",
    ("telex_validate_date_range", "from"): b"2026-05-01", ("telex_validate_date_range", "to"): b"2026-05-02",
    ("telex_export_feed", "bytes"): b"\n", ("telex_reader_feed", "bytes"): b"\n",
}
# Texts in which a NUL, or invalid UTF-8, is no text of the kind that is asked for. Others are taken as they are.
PARTICULAR = {key for key in GOOD_TEXTS if key[1] != "bytes"}
NO_NUL = {(function, "path") for function in HEADER.functions}
REQUIRED_CALLBACKS = {
    "telex_source": ("list", "open", "file_size", "read"), "telex_target": ("open", "write", "close"),
    "telex_output": ("write",),
}
# What a struct leaves to the caller to fill in, and what telex fills.
FILLED_BY_TELEX = ("telex_range", "telex_problem", "telex_document")


class BadArguments(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.library = abi_library.load(LIBRARY)
        cls.arena = Arena()

    def setUp(self):
        self.handles = Handles(self.library)
        self.addCleanup(self.handles.close)

    # --- good arguments ----------------------------------------------------------------------------------------------

    def arguments(self, function, inside):
        """A good value for each parameter; `inside` holds the handles that only a callback is given."""
        self.arena.reset()
        values = {}
        for index, parameter in enumerate(function.parameters):
            if parameter.name not in values:
                values[parameter.name] = self.good(function, index, inside)
            if self.is_text(function, index):
                values[self.length_of(function, index).name] = len(self.good_text(function, parameter))
        return values

    def good(self, function, index, inside):
        parameter = function.parameters[index]
        bare = parameter.type.replace("const ", "").rstrip("*")
        if parameter.type in inside:
            return inside[parameter.type]
        if bare in HEADER.handles and not parameter.type.endswith("**"):
            return getattr(self.handles, bare)(function.name)
        if self.is_text(function, index):
            return self.arena.put(self.good_text(function, parameter))
        if parameter.type == "const char*":
            return self.arena.put(GOOD_NAMES[function.name] + b"\0")
        if parameter.type == "char*":
            return self.arena.put(bytes(64))
        if parameter.type in ARROW_STRUCTS:
            return self.arena.put(bytes(ARROW_BYTES), aligned=True)
        if bare in HEADER.structs:
            return self.arena.put(bytes(good_struct(bare)), aligned=True)
        if parameter.type.endswith("**") or bare in ("int64_t", "int32_t", "double", "size_t"):
            return self.arena.put(bytes(8), aligned=True) if parameter.type.endswith("*") else self.good_number(parameter)
        if parameter.type in ("telex_status", "void*"):
            return 0
        if parameter.type == "telex_progress_callback":
            return CALLBACK
        raise AssertionError("no good value is known for %s %s of %s" % (parameter.type, parameter.name, function.name))

    def good_number(self, parameter):
        return {"index": 0, "message_size": 64}.get(parameter.name, 1)

    def good_text(self, function, parameter):
        if parameter.name == "path":
            return self.handles.folder + (b"/out" if "target" in function.name else b"")
        return GOOD_TEXTS.get((function.name, parameter.name), b"x")

    def is_text(self, function, index):
        """A pointer to bytes whose length is the next parameter."""
        parameter = function.parameters[index]
        return parameter.type in ("const char*", "const void*") and self.length_of(function, index) is not None

    def length_of(self, function, index):
        following = function.parameters[index + 1] if index + 1 < len(function.parameters) else None
        return following if following and following.name.endswith("length") else None

    # --- calls -------------------------------------------------------------------------------------------------------

    def call(self, function, changes):
        """Calls with good arguments but for `changes`; the result, and the text of a failure."""
        inside_types = {p.type for p in function.parameters} & {"telex_names*", "telex_error*"}
        if not inside_types:
            return self.call_now(function, changes, {})
        results = []

        def listing(names, error, _):
            results.append(self.call_now(function, changes, {"telex_names*": names, "telex_error*": error}))
            return 0

        callback = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(listing)
        source = good_struct("telex_source")
        source.list = ctypes.cast(callback, ctypes.c_void_p).value
        files = self.handles.new("telex_files", None)
        self.handles.must("telex_files_set_source", files, ctypes.addressof(source), None)
        self.library.telex_files_select(files, ctypes.addressof(ctypes.c_size_t()))
        return results[0]

    def call_now(self, function, changes, inside, keep=False):
        values = self.arguments(function, inside)
        values.update(changes)
        result = getattr(self.library, function.name)(*(values[parameter.name] for parameter in function.parameters))
        for parameter in function.parameters:
            if parameter.type in ARROW_STRUCTS and values[parameter.name] is not None:
                release_arrow(parameter.type, values[parameter.name])
        if function.name.endswith("_free"):
            self.handles.released(values[function.parameters[0].name])
        text = self.error_text(function, values)
        if function.name.endswith("_new") and result:
            getattr(self.library, function.name.replace("_new", "_free"))(result)
        if not (keep or inside):
            self.handles.free()
        return result, text

    def error_text(self, function, values):
        """Where the function leaves the text of a failure; None where it has no such place."""
        if "message" in values:
            return ctypes.string_at(values["message"]).decode() if values["message"] and values["message_size"] else None
        first = function.parameters[0] if function.parameters else None
        kind = first.type.replace("const ", "").rstrip("*") if first else ""
        asks = kind + "_error"
        if function.result != "telex_status" or asks not in HEADER.functions or values[first.name] is None:
            return None
        return getattr(self.library, asks)(values[first.name]).decode()

    def expect_refused(self, function, changes, why, text=None, status=INVALID_ARGUMENT):
        result, error = self.call(function, changes)
        with self.subTest(function=function.name, why=why):
            self.assertEqual(result, status)
            if error is not None:
                self.assertNotEqual(error, "", "a failure without a text")
            if text is not None and error is not None:
                self.assertIn(text, error)

    def expect_judged(self, function, changes, why):
        """Taken or refused, but by a status of the header and, if refused, with a text."""
        result, error = self.call(function, changes)
        with self.subTest(function=function.name, why=why):
            if function.result == "telex_status":
                self.assertIn(result, STATUSES)
                if result < 0 and error is not None:
                    self.assertNotEqual(error, "")
        return result

    # --- tests -------------------------------------------------------------------------------------------------------

    def test_good_arguments_are_taken(self):
        """Else the bad ones below could be refused for another reason."""
        for function in HEADER.functions.values():
            result, error = self.call(function, {})
            with self.subTest(function=function.name):
                if function.result == "telex_status":
                    self.assertGreaterEqual(result, 0, error)
                elif function.result != "void" and function.name != "telex_abi_version":
                    self.assertTrue(result or result == b"")

    def test_null_pointers(self):
        for function in HEADER.functions.values():
            for index, parameter in enumerate(function.parameters):
                if parameter.type.endswith("*"):
                    self.check_null(function, index)

    def check_null(self, function, index):
        parameter = function.parameters[index]
        changes = {parameter.name: None}
        if parameter.type == "void*" or function.result == "void":
            self.expect_judged(function, changes, parameter.name + " is NULL")
        elif function.result == "const char*":
            with self.subTest(function=function.name):
                self.assertEqual(self.call(function, changes)[0], b"the handle is NULL")
        elif function.result.endswith("*"):
            # The options of a constructor are optional; a report of nothing is nothing.
            with self.subTest(function=function.name):
                self.assertEqual(bool(self.call(function, changes)[0]), function.name.endswith("_new"))
        elif parameter.type == "char*":
            self.expect_refused(function, changes, "message is NULL")
            self.expect_judged(function, {**changes, "message_size": 0}, "no message is wanted")
        elif self.is_text(function, index):
            length = self.length_of(function, index).name
            for number in (1, NUL_TERMINATED):
                why = "%s is NULL, %s %d" % (parameter.name, length, number)
                self.expect_refused(function, {**changes, length: number}, why, parameter.name + " is NULL")
            self.expect_judged(function, {**changes, length: 0}, parameter.name + " is NULL without a length")
        else:
            text = None if index == 0 else parameter.name + " is NULL"
            self.expect_refused(function, changes, parameter.name + " is NULL", text)

    def test_names_that_are_none(self):
        for function in HEADER.functions.values():
            for index, parameter in enumerate(function.parameters):
                if parameter.type == "const char*" and not self.is_text(function, index):
                    for name in (b"", b"no such name", b"\xff\xfe", b"x" * 4000):
                        address = ctypes.create_string_buffer(name)
                        changes = {parameter.name: ctypes.addressof(address)}
                        self.expect_refused(function, changes, "name %.20r" % name, "there is no")

    def test_texts(self):
        for function in HEADER.functions.values():
            for index, parameter in enumerate(function.parameters):
                if self.is_text(function, index):
                    self.check_text(function, index)

    def check_text(self, function, index):
        parameter, length = function.parameters[index], self.length_of(function, index)
        good = self.good_text(function, parameter)
        for content in (b"", b"\0", b"a\0b", b"\xff\xc3", b"\xed\xa0\x80", b"x" * 5000, good + b"\0"):
            address = Arena.put(self.own_arena(), content)
            changes = {parameter.name: address, length.name: len(content)}
            why = "%s is %.20r" % (parameter.name, content)
            refused = (function.name, parameter.name) in PARTICULAR and content not in (b"",)
            if refused or (function.name, parameter.name) in NO_NUL and (b"\0" in content or content == b""):
                self.expect_refused(function, changes, why)
            else:
                self.expect_judged(function, changes, why)
        terminated = Arena.put(self.own_arena(), good + b"\0")
        changes = {parameter.name: terminated, length.name: NUL_TERMINATED}
        if parameter.type == "const void*":
            self.expect_refused(function, changes, "bytes have no NUL at their end", "length")
        elif function.result == "telex_status":
            with self.subTest(function=function.name, why="NUL-terminated"):
                self.assertGreaterEqual(self.call(function, changes)[0], 0)

    def own_arena(self):
        """For a changed argument, which must outlive the making of the good ones."""
        if not hasattr(self, "changed"):
            self.changed = Arena()
        self.changed.reset()
        return self.changed

    def test_indices(self):
        for function in HEADER.functions.values():
            if any(parameter.name == "index" for parameter in function.parameters):
                for index in (4, 1 << 31, 1 << 32, 1 << 63, NUL_TERMINATED):
                    self.expect_refused(function, {"index": index}, "index %d" % index, "index is %d of" % index)

    def test_numbers(self):
        extremes = (-(1 << 63), -1, 10, 1 << 32, (1 << 63) - 1)
        for value in extremes:
            self.expect_refused(HEADER.functions["telex_options_set_integer"], {"value": value}, value, "compression")
        for value in (-(1 << 31), 2, (1 << 31) - 1):
            self.assertEqual(self.call(HEADER.functions["telex_options_set_bool"], {"value": value})[0], 0)
            self.assertEqual(self.call(HEADER.functions["telex_status_name"], {"status": value})[0], b"UNKNOWN")
        for value in (0, -1, -(1 << 63)):
            function = HEADER.functions["telex_iterator_arrow_stream"]
            self.expect_refused(function, {"rows_per_batch": value}, value, "rows_per_batch")
        known = {
            (function.name, parameter.name)
            for function in HEADER.functions.values()
            for parameter in function.parameters
            if parameter.type in ("int64_t", "int32_t", "telex_status", "double", "uint64_t")
        }
        tried = {
            ("telex_options_set_integer", "value"), ("telex_options_set_bool", "value"), ("telex_status_name", "status"),
            ("telex_iterator_arrow_stream", "rows_per_batch"),
        }
        self.assertEqual(known, tried, "a number that is not tried here")

    def test_room_for_a_message(self):
        for name in ("telex_validate_date", "telex_validate_date_range"):
            function = HEADER.functions[name]
            bad = ctypes.create_string_buffer(b"2026-02-30")
            text = function.parameters[0].name
            for size in range(0, 40):
                room = Arena.put(self.own_arena(), b"#" * size)
                changes = {text: ctypes.addressof(bad), "message": room, "message_size": size}
                with self.subTest(function=name, size=size):
                    result, message = self.call(function, changes)
                    self.assertEqual(result, INVALID_ARGUMENT)
                    self.assertEqual(message or "", "Enter a valid calendar date."[: max(0, size - 1)])
            self.assertIn(("size_t", "message_size"), [tuple(parameter) for parameter in function.parameters])

    # --- structs -----------------------------------------------------------------------------------------------------

    def struct_parameters(self):
        for function in HEADER.functions.values():
            for parameter in function.parameters:
                name = parameter.type.replace("const ", "").rstrip("*")
                if name in HEADER.structs and HEADER.structs[name][0] == "size_t size":
                    yield function, parameter, name

    def test_structs_of_every_size(self):
        """Too small, odd, of an older header, of a newer one: nothing beyond `size` is read or written."""
        seen = set()
        for function, parameter, name in self.struct_parameters():
            seen.add(name)
            good = bytes(good_struct(name))
            for size in range(0, len(good) + 24):
                content = (packing.pack("@N", size) + good[8:])[: max(size, 8)].ljust(max(size, 8), b"\0")
                address = Arena.put(self.own_arena(), content, aligned=True)
                changes = {parameter.name: address}
                if size < 8:
                    self.expect_refused(function, changes, "size %d" % size, parameter.name + " has no size")
                else:
                    self.expect_judged(function, changes, "size %d" % size)
                if name in FILLED_BY_TELEX:
                    self.assertEqual(ctypes.string_at(address, 8), packing.pack("@N", size), "size was written")
        given_by_telex = {"telex_progress"}
        sized = {name for name, members in HEADER.structs.items() if members[0] == "size_t size"}
        self.assertEqual(seen, sized - given_by_telex)

    def test_members_of_structs(self):
        for function, parameter, name in self.struct_parameters():
            if name not in FILLED_BY_TELEX:
                for declaration in HEADER.structs[name]:
                    self.check_member(function, parameter, name, declaration)

    def check_member(self, function, parameter, name, declaration):
        member, _ = member_of(declaration)
        text = "%s.%s" % (parameter.name, member)
        if declaration.startswith("telex_text "):
            for length in (1, NUL_TERMINATED):
                value = good_struct(name)
                getattr(value, member).data, getattr(value, member).length = None, length
                self.refuse_struct(function, parameter, value, text)
        elif "(*" in declaration:
            value = good_struct(name)
            setattr(value, member, None)
            only_list = function.name.startswith("telex_files_") and member != "list"
            if member in REQUIRED_CALLBACKS.get(name, ()) and not only_list:
                self.refuse_struct(function, parameter, value, text + " is NULL")
            else:
                self.assertGreaterEqual(self.call_with(function, parameter, value)[0], 0, text)
        elif declaration.endswith("_count"):
            value = good_struct(name)
            setattr(value, member, 1)
            self.refuse_struct(function, parameter, value, parameter.name + ".")

    def call_with(self, function, parameter, value):
        return self.call(function, {parameter.name: Arena.put(self.own_arena(), bytes(value), aligned=True)})

    def refuse_struct(self, function, parameter, value, text):
        changes = {parameter.name: Arena.put(self.own_arena(), bytes(value), aligned=True)}
        self.expect_refused(function, changes, text, text)

    def test_values_of_events(self):
        function = HEADER.functions["telex_export_write"]
        value = good_struct("telex_event_fields")
        value.time_unix_nano = -1
        self.refuse_struct(function, function.parameters[1], value, "time_unix_nano")
        attribute = abi_library.struct("telex_attribute")
        for member, kind, number in (
            ("properties", 0, 0), ("properties", 4, 0), ("properties", -1, 0), ("measurements", 1, 0),
            ("measurements", 3, 0), ("measurements", 2, float("nan")), ("measurements", 2, float("inf")),
            ("properties", 2, float("-inf")),
        ):
            one = attribute(kind=kind, number=number)
            value = good_struct("telex_event_fields")
            setattr(value, member, ctypes.addressof(one))
            setattr(value, {"properties": "property_count", "measurements": "measurement_count"}[member], 1)
            self.refuse_struct(function, function.parameters[1], value, member)

    # --- states ------------------------------------------------------------------------------------------------------

    def test_wrong_states(self):
        tried = {"telex_files_select"}
        for function in HEADER.functions.values():
            handle = function.parameters[0].type.rstrip("*") if function.parameters else ""
            if function.result == "telex_status" and handle in ("telex_export", "telex_reader", "telex_iterator"):
                wrong = {function.parameters[0].name: self.in_wrong_state(function.name, handle)}
                self.expect_refused(function, wrong, "wrong state", status=INVALID_STATE)
                tried.add(function.name)
        wrong = {"files": self.handles.new("telex_files", None)}
        self.expect_refused(HEADER.functions["telex_files_select"], wrong, "no source", status=INVALID_STATE)
        # What is left has no state, or, of options, reports and files, only one.
        for name in set(HEADER.functions) - tried - set(self.event_functions()):
            self.assertRegex(name, "^telex_(options|report|files|names|error|validate|preset|status|version|abi|arrow)_?|"
                                   "_(new|free|error|cancel|report)$")

    def in_wrong_state(self, name, handle):
        if name == "telex_export_bytes":
            return self.handles.telex_export("telex_export_set_target_path")
        if handle == "telex_export":
            return self.handles.telex_export("ended")
        if name in ("telex_reader_set_visitor", "telex_reader_begin_file"):
            return self.handles.telex_reader("telex_reader_feed")
        if name.startswith("telex_iterator_set_"):
            iterator = self.handles.telex_iterator("telex_iterator_next")
            self.handles.must("telex_iterator_next", iterator, self.arena.put(bytes(8)))
            return iterator
        return self.handles.new(handle, None)

    def event_functions(self):
        return [
            function.name
            for function in HEADER.functions.values()
            if function.result == "telex_status" and function.parameters[0].type == "const telex_event*"
        ]

    def test_events_that_have_ended(self):
        seen, results = [], {}

        def write(event, signal, error, user_data):
            seen.append(event)
            return 0

        def finish(error, user_data):
            for name in self.event_functions():
                results[name] = self.call_now(HEADER.functions[name], {"event": seen[0]}, {}, keep=True)
            return 0

        sink = good_struct("telex_sink")
        address, integer = ctypes.c_void_p, ctypes.c_int32
        callbacks = [
            ctypes.CFUNCTYPE(integer, address, integer, address, address)(write),
            ctypes.CFUNCTYPE(integer, address, address)(finish),
        ]
        sink.write, sink.finish = (ctypes.cast(callback, address).value for callback in callbacks)
        sink.end_session = None
        run = self.handles.telex_export()
        self.handles.must("telex_export_add_sink", run, ctypes.addressof(sink), None)
        self.handles.must("telex_export_run", run)
        self.assertGreater(len(results), 10)
        for name, (status, text) in results.items():
            with self.subTest(function=name):
                self.assertEqual((status, text), (INVALID_STATE, "the event is no longer valid"))


if __name__ == "__main__":
    unittest.main()
