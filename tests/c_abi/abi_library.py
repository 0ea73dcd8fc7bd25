"""libtelex as a C host sees it, by ctypes: functions and structs as the header declares them, handles that are ready to
be used, and memory that ends where an argument ends."""

import ctypes
import mmap
import os
import tempfile
from pathlib import Path

from abi_header import Header, parse_header

ROOT = Path(__file__).resolve().parents[2]
HEADER: Header = parse_header(ROOT / "capi" / "telex.h")
NUL_TERMINATED = ctypes.c_size_t(-1).value

_SCALARS = {
    "size_t": ctypes.c_size_t, "uint64_t": ctypes.c_uint64, "int64_t": ctypes.c_int64, "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32, "double": ctypes.c_double, "telex_status": ctypes.c_int32, "void": None,
}
_STRUCTS = {}


def ctype(declared: str):
    """Pointers are addresses, so that a test can pass any."""
    if declared.endswith("*") or declared in HEADER.types and "(*" in HEADER.types[declared]:
        return ctypes.c_void_p
    return _SCALARS[declared] if declared in _SCALARS else struct(declared)


def member_of(declaration: str):
    """A member's name and type, as ctypes takes them."""
    if "(*" in declaration:
        return declaration.split("(*")[1].split(")")[0], ctypes.c_void_p
    kind, name = declaration.rsplit(" ", 1)
    return name, ctype(kind)


def struct(name: str):
    if name not in _STRUCTS:
        fields = [member_of(member) for member in HEADER.structs[name]]
        _STRUCTS[name] = type(name, (ctypes.Structure,), {"_fields_": fields})
    return _STRUCTS[name]


def constant(name: str) -> int:
    return int(HEADER.constants[name])


def load(path):
    library = ctypes.CDLL(str(path))
    for function in HEADER.functions.values():
        entry = getattr(library, function.name)
        entry.argtypes = [ctype(parameter.type) for parameter in function.parameters]
        entry.restype = ctypes.c_char_p if function.result == "const char*" else ctype(function.result)
    return library


class Arena:
    """Memory for arguments: what is put there ends at a page that cannot be touched, so that a byte read or written
    beyond it ends the process instead of going unnoticed."""

    REGIONS = 12
    BYTES = 4 * mmap.PAGESIZE

    def __init__(self):
        libc = ctypes.CDLL(None, use_errno=True)
        self.used = 0
        self.ends = []
        self.maps = []
        for _ in range(self.REGIONS):
            region = mmap.mmap(-1, self.BYTES + mmap.PAGESIZE)
            end = ctypes.addressof(ctypes.c_char.from_buffer(region)) + self.BYTES
            if libc.mprotect(ctypes.c_void_p(end), ctypes.c_size_t(mmap.PAGESIZE), 0) != 0:
                raise OSError(ctypes.get_errno(), "mprotect")
            self.maps.append(region)
            self.ends.append(end)

    def reset(self):
        self.used = 0

    def put(self, content: bytes, aligned: bool = False) -> int:
        """The address of a copy. Aligned ones may lie up to seven bytes before the guarded page."""
        end = self.ends[self.used]
        self.used += 1
        address = end - len(content)
        if aligned:
            address -= address % 8
        ctypes.memset(address, 0x5A, end - address)
        ctypes.memmove(address, content, len(content))
        return address


TELEMETRY = "telemetry-2026-05-01-aaaaaaaa.jsonl"
_CONTEXT = {
    "extension_version": "1", "machine_id": "m", "session_id": "s", "os_type": "linux", "os_version": "6",
    "host_arch": "x64", "platform_name": "p", "platform_version": "1", "deployment_url": "",
}
_ROW = (
    '{"event_id":"%d","event_name":"a.b","timestamp":"2026-05-01T00:00:0%d.000Z","event_sequence":1,'
    '"properties":{"p":"v"},"measurements":{"m":1},"context":{%s}}\n'
)


def write_telemetry(folder: str) -> None:
    context = ",".join('"%s":"%s"' % item for item in _CONTEXT.items())
    with open(os.path.join(folder, TELEMETRY), "w", encoding="utf-8") as file:
        file.write("".join(_ROW % (second, second, context) for second in range(3)) + "not telemetry\n")


class Handles:
    """Makes handles of every kind, each in a state in which the function that is to be tried can succeed."""

    def __init__(self, library):
        self.library = library
        self.temporary = tempfile.TemporaryDirectory(prefix="telex-bad-arguments-")
        self.folder = self.temporary.name.encode()
        write_telemetry(self.temporary.name)
        self.made = []

    def close(self):
        self.free()
        self.temporary.cleanup()

    def free(self):
        for kind, handle in reversed(self.made):
            getattr(self.library, kind + "_free")(handle)
        self.made = []

    def released(self, handle):
        """The test has freed it."""
        self.made = [made for made in self.made if made[1] != handle]

    def new(self, kind, *arguments):
        handle = getattr(self.library, kind + "_new")(*arguments)
        self.made.append((kind, handle))
        return handle

    def must(self, function, *arguments):
        status = getattr(self.library, function)(*arguments)
        if status < 0:
            raise AssertionError("%s: status %d" % (function, status))

    def text(self, content: bytes):
        buffer = ctypes.create_string_buffer(content)
        self.kept = getattr(self, "kept", [])[-64:] + [buffer]
        return ctypes.addressof(buffer)

    def telex_options(self, function=None):
        return self.new("telex_options")

    def telex_export(self, function=None):
        options = self.new("telex_options")
        self.must("telex_options_set_text", options, self.text(b"format"), self.text(b"otlp"), NUL_TERMINATED)
        run = self.new("telex_export", options)
        if function is None or not function.startswith("telex_export_set_") or function == "telex_export_set_context":
            self.must("telex_export_set_source_folder", run, self.text(self.folder), NUL_TERMINATED)
            self.must("telex_export_set_output_memory", run)
        if function == "telex_export_write":
            self.must("telex_export_set_context", run, self.struct("telex_context_fields"))
        if function in ("telex_export_feed", "telex_export_end_file"):
            self.must("telex_export_begin_file", run, self.text(b"f"), 1)
        if function in ("telex_export_bytes", "ended"):
            self.must("telex_export_run", run)
        return run

    def telex_report(self, function=None):
        return self.library.telex_export_report(self.telex_export("ended"))

    def telex_reader(self, function=None):
        reader = self.new("telex_reader", None)
        if function in ("telex_reader_feed", "telex_reader_end_file"):
            self.must("telex_reader_begin_file", reader, self.text(b"f"), 1)
        return reader

    def telex_iterator(self, function=None):
        iterator = self.new("telex_iterator", None)
        if function in ("telex_iterator_next", "telex_iterator_arrow_stream"):
            self.must("telex_iterator_set_source_folder", iterator, self.text(self.folder), NUL_TERMINATED)
        return iterator

    def telex_event(self, function=None):
        event = ctypes.c_void_p()
        self.must("telex_iterator_next", self.telex_iterator("telex_iterator_next"), ctypes.addressof(event))
        return event.value

    def telex_files(self, function=None):
        files = self.new("telex_files", None)
        if function in ("telex_files_select", "telex_files_name"):
            self.must("telex_files_set_source_folder", files, self.text(self.folder), NUL_TERMINATED)
        if function == "telex_files_name":
            self.must("telex_files_select", files, ctypes.addressof(ctypes.c_size_t()))
        return files

    def struct(self, name: str):
        """The address of a good one."""
        value = good_struct(name)
        self.kept = getattr(self, "kept", [])[-64:] + [value]
        return ctypes.addressof(value)


# Where the structs of Arrow have `release`, in words.
_ARROW_RELEASE = {"struct ArrowSchema*": 7, "struct ArrowArrayStream*": 3}
ARROW_STRUCTS = frozenset(_ARROW_RELEASE)
ARROW_BYTES = 80


def release_arrow(kind: str, address: int) -> None:
    """What a consumer does with a struct of Arrow: nothing where it is released."""
    word = ctypes.c_void_p.from_address(address + _ARROW_RELEASE[kind] * ctypes.sizeof(ctypes.c_void_p))
    if word.value:
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(word.value)(address)


_NOTHING = ctypes.CFUNCTYPE(ctypes.c_int32)(lambda: 0)
_EVENT_NAME = ctypes.create_string_buffer(b"e")
EVENT_NAME = ctypes.addressof(_EVENT_NAME)
CALLBACK = ctypes.cast(_NOTHING, ctypes.c_void_p).value


def good_struct(name: str):
    """With its size, callbacks that are never called, and an error where there can be one; all else is absent."""
    value = struct(name)()
    for declaration in HEADER.structs[name]:
        member, _ = member_of(declaration)
        if "(*" in declaration:
            setattr(value, member, CALLBACK)
    if hasattr(value, "size"):
        value.size = ctypes.sizeof(value)
    if hasattr(value, "has_error"):
        value.has_error = 1
    if name == "telex_metric_rule":
        value.event_name.data, value.event_name.length = EVENT_NAME, 1
    return value
