"""The C ABI as ctypes: every type, constant and function of capi/telex.h, version 1, under its own name.

The one place with signatures; tests/hosts/python/test_abi.py compares it with the header. Text that the library gives
need not end with a NUL, so it is an address here (c_void_p) wherever it comes with a length.
"""

from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_double,
    c_int,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any, Dict, Tuple

TELEX_ABI_VERSION = 1
TELEX_NUL_TERMINATED = c_size_t(-1).value

TELEX_OK = 0
TELEX_WARNINGS = 1
TELEX_NO_EVENTS = -1
TELEX_CANCELLED = -2
TELEX_INVALID_ARGUMENT = -3
TELEX_INVALID_STATE = -4
TELEX_NOT_FOUND = -5
TELEX_PERMISSION_DENIED = -6
TELEX_ALREADY_EXISTS = -7
TELEX_IO = -8
TELEX_NO_SPACE = -9
TELEX_OUT_OF_MEMORY = -10
TELEX_CALLBACK_FAILED = -11
TELEX_INTERNAL = -12

TELEX_SIGNAL_LOG = 1
TELEX_SIGNAL_TRACE = 2
TELEX_SIGNAL_METRIC = 4

TELEX_KIND_ABSENT = 0
TELEX_KIND_TEXT = 1
TELEX_KIND_NUMBER = 2
TELEX_KIND_BOOL = 3

telex_status = c_int32


class telex_error(Structure):
    pass


class telex_options(Structure):
    pass


class telex_event(Structure):
    pass


class telex_names(Structure):
    pass


class telex_report(Structure):
    pass


class telex_export(Structure):
    pass


class telex_reader(Structure):
    pass


class telex_iterator(Structure):
    pass


class telex_files(Structure):
    pass


class telex_text(Structure):
    _fields_ = [
        ("data", c_void_p),
        ("length", c_size_t),
    ]


class telex_metric_rule(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("event_name", telex_text),
        ("window_measurement", telex_text),
        ("count_prefixes", POINTER(telex_text)),
        ("count_prefix_count", c_size_t),
        ("count_unit", telex_text),
    ]


class telex_range(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("label", telex_text),
        ("start", telex_text),
        ("end", telex_text),
        ("file_name", telex_text),
    ]


class telex_attribute(Structure):
    _fields_ = [
        ("key", telex_text),
        ("text", telex_text),
        ("number", c_double),
        ("boolean", c_int32),
        ("kind", c_int32),
    ]


class telex_source(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("list", CFUNCTYPE(telex_status, POINTER(telex_names), POINTER(telex_error), c_void_p)),
        ("open", CFUNCTYPE(telex_status, c_void_p, c_size_t, POINTER(c_void_p), POINTER(telex_error), c_void_p)),
        ("file_size", CFUNCTYPE(telex_status, c_void_p, POINTER(c_uint64), POINTER(telex_error), c_void_p)),
        (
            "read",
            CFUNCTYPE(
                telex_status, c_void_p, c_uint64, c_void_p, c_size_t, POINTER(c_size_t), POINTER(telex_error), c_void_p
            ),
        ),
        ("close", CFUNCTYPE(None, c_void_p, c_void_p)),
        ("identity", CFUNCTYPE(c_uint64, c_void_p, c_void_p)),
        ("size_hint", CFUNCTYPE(c_uint64, c_void_p, c_size_t, c_void_p)),
    ]


class telex_target(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("open", CFUNCTYPE(telex_status, c_void_p, c_size_t, POINTER(c_void_p), POINTER(telex_error), c_void_p)),
        ("write", CFUNCTYPE(telex_status, c_void_p, c_void_p, c_size_t, POINTER(telex_error), c_void_p)),
        ("close", CFUNCTYPE(telex_status, c_void_p, POINTER(telex_error), c_void_p)),
        ("abort", CFUNCTYPE(None, c_void_p, c_void_p)),
        ("commit", CFUNCTYPE(telex_status, POINTER(telex_error), c_void_p)),
    ]


class telex_output(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("write", CFUNCTYPE(telex_status, c_void_p, c_size_t, POINTER(telex_error), c_void_p)),
        ("close", CFUNCTYPE(telex_status, POINTER(telex_error), c_void_p)),
        ("abort", CFUNCTYPE(None, c_void_p)),
    ]


class telex_sink(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("signals", c_int32),
        ("needs_blocks", c_int32),
        ("write", CFUNCTYPE(telex_status, POINTER(telex_event), c_int32, POINTER(telex_error), c_void_p)),
        ("end_session", CFUNCTYPE(telex_status, c_uint32, POINTER(telex_error), c_void_p)),
        ("finish", CFUNCTYPE(telex_status, POINTER(telex_error), c_void_p)),
    ]


class telex_problem(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("file", telex_text),
        ("line", c_uint64),
        ("reason", telex_text),
    ]


class telex_document(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("path", telex_text),
        ("signal", c_int32),
        ("records", c_uint64),
        ("bytes", c_uint64),
        ("lines", c_uint64),
        ("endpoint", telex_text),
    ]


class telex_progress(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("bytes_read", c_uint64),
        ("bytes_total", c_uint64),
        ("events", c_uint64),
    ]


class telex_context_fields(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("extension_version", telex_text),
        ("machine_id", telex_text),
        ("session_id", telex_text),
        ("os_type", telex_text),
        ("os_version", telex_text),
        ("host_arch", telex_text),
        ("platform_name", telex_text),
        ("platform_version", telex_text),
        ("deployment_url", telex_text),
    ]


class telex_event_fields(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("event_id", telex_text),
        ("event_name", telex_text),
        ("time_unix_nano", c_int64),
        ("event_sequence", c_int64),
        ("properties", POINTER(telex_attribute)),
        ("property_count", c_size_t),
        ("measurements", POINTER(telex_attribute)),
        ("measurement_count", c_size_t),
        ("trace_id", telex_text),
        ("parent_event_id", telex_text),
        ("has_error", c_int32),
        ("error_message", telex_text),
        ("error_type", telex_text),
        ("error_code", telex_text),
    ]


class telex_visitor(Structure):
    _fields_ = [
        ("size", c_size_t),
        ("event", CFUNCTYPE(telex_status, POINTER(telex_event), POINTER(telex_error), c_void_p)),
        ("problem", CFUNCTYPE(telex_status, POINTER(telex_problem), POINTER(telex_error), c_void_p)),
    ]


class ArrowSchema(Structure):
    pass


ArrowSchema._fields_ = [
    ("format", c_void_p),
    ("name", c_void_p),
    ("metadata", c_void_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(ArrowSchema))),
    ("dictionary", POINTER(ArrowSchema)),
    ("release", CFUNCTYPE(None, POINTER(ArrowSchema))),
    ("private_data", c_void_p),
]


class ArrowArray(Structure):
    pass


ArrowArray._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(ArrowArray))),
    ("dictionary", POINTER(ArrowArray)),
    ("release", CFUNCTYPE(None, POINTER(ArrowArray))),
    ("private_data", c_void_p),
]


class ArrowArrayStream(Structure):
    pass


ArrowArrayStream._fields_ = [
    ("get_schema", CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowSchema))),
    ("get_next", CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowArray))),
    ("get_last_error", CFUNCTYPE(c_char_p, POINTER(ArrowArrayStream))),
    ("release", CFUNCTYPE(None, POINTER(ArrowArrayStream))),
    ("private_data", c_void_p),
]

telex_progress_callback = CFUNCTYPE(telex_status, POINTER(telex_progress), POINTER(telex_error), c_void_p)

# By name: what a function returns, and its parameters. `const char*` that goes in is c_char_p.
FUNCTIONS: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {
    "telex_abi_version": (c_int32, ()),
    "telex_version": (c_char_p, ()),
    "telex_status_name": (c_char_p, (telex_status,)),
    "telex_error_set": (None, (POINTER(telex_error), c_char_p, c_size_t)),
    "telex_options_new": (POINTER(telex_options), ()),
    "telex_options_free": (None, (POINTER(telex_options),)),
    "telex_options_error": (c_char_p, (POINTER(telex_options),)),
    "telex_options_set_text": (telex_status, (POINTER(telex_options), c_char_p, c_char_p, c_size_t)),
    "telex_options_set_integer": (telex_status, (POINTER(telex_options), c_char_p, c_int64)),
    "telex_options_set_bool": (telex_status, (POINTER(telex_options), c_char_p, c_int32)),
    "telex_options_add_text": (telex_status, (POINTER(telex_options), c_char_p, c_char_p, c_size_t)),
    "telex_options_add_metric_rule": (telex_status, (POINTER(telex_options), POINTER(telex_metric_rule))),
    "telex_options_add_unit_suffix": (telex_status, (POINTER(telex_options), c_char_p, c_size_t, c_char_p, c_size_t)),
    "telex_preset": (telex_status, (c_size_t, POINTER(telex_text), POINTER(telex_text))),
    "telex_validate_date": (telex_status, (c_char_p, c_size_t, c_char_p, c_size_t)),
    "telex_validate_date_range": (telex_status, (c_char_p, c_size_t, c_char_p, c_size_t, c_char_p, c_size_t)),
    "telex_options_range": (telex_status, (POINTER(telex_options), POINTER(telex_range))),
    "telex_options_suggested_file_name": (telex_status, (POINTER(telex_options), POINTER(telex_text))),
    "telex_options_file_filter": (telex_status, (POINTER(telex_options), POINTER(telex_text), POINTER(telex_text))),
    "telex_event_error": (c_char_p, (POINTER(telex_event),)),
    "telex_event_text": (telex_status, (POINTER(telex_event), c_char_p, POINTER(telex_text))),
    "telex_event_raw": (telex_status, (POINTER(telex_event), c_char_p, POINTER(telex_text))),
    "telex_event_integer": (telex_status, (POINTER(telex_event), c_char_p, POINTER(c_int64))),
    "telex_event_double": (telex_status, (POINTER(telex_event), c_char_p, POINTER(c_double))),
    "telex_event_json": (telex_status, (POINTER(telex_event), POINTER(telex_text))),
    "telex_event_signal": (telex_status, (POINTER(telex_event), POINTER(c_int32))),
    "telex_event_property_count": (telex_status, (POINTER(telex_event), POINTER(c_size_t))),
    "telex_event_measurement_count": (telex_status, (POINTER(telex_event), POINTER(c_size_t))),
    "telex_event_property": (telex_status, (POINTER(telex_event), c_size_t, POINTER(telex_attribute))),
    "telex_event_measurement": (telex_status, (POINTER(telex_event), c_size_t, POINTER(telex_attribute))),
    "telex_event_find_property": (telex_status, (POINTER(telex_event), c_char_p, c_size_t, POINTER(telex_attribute))),
    "telex_event_find_measurement": (
        telex_status,
        (POINTER(telex_event), c_char_p, c_size_t, POINTER(telex_attribute)),
    ),
    "telex_names_add": (telex_status, (POINTER(telex_names), c_char_p, c_size_t)),
    "telex_report_error": (c_char_p, (POINTER(telex_report),)),
    "telex_report_integer": (telex_status, (POINTER(telex_report), c_char_p, POINTER(c_int64))),
    "telex_report_double": (telex_status, (POINTER(telex_report), c_char_p, POINTER(c_double))),
    "telex_report_text": (telex_status, (POINTER(telex_report), c_char_p, POINTER(telex_text))),
    "telex_report_problem": (telex_status, (POINTER(telex_report), c_size_t, POINTER(telex_problem))),
    "telex_report_document": (telex_status, (POINTER(telex_report), c_size_t, POINTER(telex_document))),
    "telex_report_json": (telex_status, (POINTER(telex_report), POINTER(telex_text))),
    "telex_export_new": (POINTER(telex_export), (POINTER(telex_options),)),
    "telex_export_free": (None, (POINTER(telex_export),)),
    "telex_export_error": (c_char_p, (POINTER(telex_export),)),
    "telex_export_set_source_folder": (telex_status, (POINTER(telex_export), c_char_p, c_size_t)),
    "telex_export_set_source": (telex_status, (POINTER(telex_export), POINTER(telex_source), c_void_p)),
    "telex_export_set_target_path": (telex_status, (POINTER(telex_export), c_char_p, c_size_t)),
    "telex_export_set_target": (telex_status, (POINTER(telex_export), POINTER(telex_target), c_void_p)),
    "telex_export_set_output": (telex_status, (POINTER(telex_export), POINTER(telex_output), c_void_p)),
    "telex_export_set_output_memory": (telex_status, (POINTER(telex_export),)),
    "telex_export_add_sink": (telex_status, (POINTER(telex_export), POINTER(telex_sink), c_void_p)),
    "telex_export_set_progress": (telex_status, (POINTER(telex_export), telex_progress_callback, c_void_p)),
    "telex_export_run": (telex_status, (POINTER(telex_export),)),
    "telex_export_cancel": (None, (POINTER(telex_export),)),
    "telex_export_set_context": (telex_status, (POINTER(telex_export), POINTER(telex_context_fields))),
    "telex_export_write": (telex_status, (POINTER(telex_export), POINTER(telex_event_fields))),
    "telex_export_begin_file": (telex_status, (POINTER(telex_export), c_char_p, c_size_t)),
    "telex_export_feed": (telex_status, (POINTER(telex_export), c_void_p, c_size_t)),
    "telex_export_end_file": (telex_status, (POINTER(telex_export),)),
    "telex_export_finish": (telex_status, (POINTER(telex_export),)),
    "telex_export_report": (POINTER(telex_report), (POINTER(telex_export),)),
    "telex_export_bytes": (telex_status, (POINTER(telex_export), POINTER(telex_text))),
    "telex_reader_new": (POINTER(telex_reader), (POINTER(telex_options),)),
    "telex_reader_free": (None, (POINTER(telex_reader),)),
    "telex_reader_error": (c_char_p, (POINTER(telex_reader),)),
    "telex_reader_set_visitor": (telex_status, (POINTER(telex_reader), POINTER(telex_visitor), c_void_p)),
    "telex_reader_begin_file": (telex_status, (POINTER(telex_reader), c_char_p, c_size_t)),
    "telex_reader_feed": (telex_status, (POINTER(telex_reader), c_void_p, c_size_t)),
    "telex_reader_end_file": (telex_status, (POINTER(telex_reader),)),
    "telex_iterator_new": (POINTER(telex_iterator), (POINTER(telex_options),)),
    "telex_iterator_free": (None, (POINTER(telex_iterator),)),
    "telex_iterator_error": (c_char_p, (POINTER(telex_iterator),)),
    "telex_iterator_set_source_folder": (telex_status, (POINTER(telex_iterator), c_char_p, c_size_t)),
    "telex_iterator_set_source": (telex_status, (POINTER(telex_iterator), POINTER(telex_source), c_void_p)),
    "telex_iterator_next": (telex_status, (POINTER(telex_iterator), POINTER(POINTER(telex_event)))),
    "telex_iterator_cancel": (None, (POINTER(telex_iterator),)),
    "telex_iterator_report": (POINTER(telex_report), (POINTER(telex_iterator),)),
    "telex_arrow_schema": (telex_status, (POINTER(ArrowSchema),)),
    "telex_iterator_arrow_stream": (telex_status, (POINTER(telex_iterator), c_int64, POINTER(ArrowArrayStream))),
    "telex_files_new": (POINTER(telex_files), (POINTER(telex_options),)),
    "telex_files_free": (None, (POINTER(telex_files),)),
    "telex_files_error": (c_char_p, (POINTER(telex_files),)),
    "telex_files_set_source_folder": (telex_status, (POINTER(telex_files), c_char_p, c_size_t)),
    "telex_files_set_source": (telex_status, (POINTER(telex_files), POINTER(telex_source), c_void_p)),
    "telex_files_select": (telex_status, (POINTER(telex_files), POINTER(c_size_t))),
    "telex_files_name": (telex_status, (POINTER(telex_files), c_size_t, POINTER(telex_text))),
}
