"""Structs of Arrow in capsules, as the Arrow PyCapsule protocol passes them on."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, PYFUNCTYPE, addressof, c_char_p, c_void_p, py_object, pythonapi
from typing import Any, Callable, Dict, Union

from . import _abi

ArrowStruct = Union[_abi.ArrowSchema, _abi.ArrowArrayStream]

_Destructor = PYFUNCTYPE(None, c_void_p)
_new_capsule: Callable[..., Any] = PYFUNCTYPE(py_object, c_void_p, c_char_p, _Destructor)(("PyCapsule_New", pythonapi))
# A capsule that is being destroyed must be given no reference: it is an address here, no py_object.
_get_pointer: Callable[..., Any] = PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", pythonapi))

# By address, as long as there is a capsule of it.
_structs: Dict[int, ArrowStruct] = {}


def _make_destructor(name: bytes, kind: Any) -> Any:
    """What the end of a capsule does: it releases the struct, unless that was moved out.

    Capsules may outlive this module, when the interpreter ends: what it uses are its own defaults, and it stays.
    """

    def destroy(
        capsule: int,
        name: bytes = name,
        pointer_to: Any = POINTER(kind),
        get_pointer: Callable[..., Any] = _get_pointer,
        cast: Callable[..., Any] = ctypes.cast,
        structs: Dict[int, ArrowStruct] = _structs,
    ) -> None:
        address = get_pointer(capsule, name)
        pointer = cast(address, pointer_to)
        release = pointer.contents.release
        if release:
            release(pointer)
        structs.pop(address)

    destructor = _Destructor(destroy)
    pythonapi.Py_IncRef(py_object(destructor))
    return destructor


_NAMES = {_abi.ArrowSchema: b"arrow_schema", _abi.ArrowArrayStream: b"arrow_array_stream"}
_DESTRUCTORS = {kind: _make_destructor(name, kind) for kind, name in _NAMES.items()}


def make_capsule(struct: ArrowStruct) -> Any:
    """A capsule that owns what is in ``struct``, under the name that the protocol gives it.

    Its end runs Python, which must not meet an exception that is on its way. Consumers written in C let go of capsules
    just then: whoever makes one keeps a reference until they are through.
    """
    kind = type(struct)
    address = addressof(struct)
    _structs[address] = struct
    return _new_capsule(address, _NAMES[kind], _DESTRUCTORS[kind])
