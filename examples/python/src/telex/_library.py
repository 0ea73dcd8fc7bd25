"""Finds and loads the library: TELEX_LIBRARY where that is set, else the one that the package carries."""

from __future__ import annotations

import ctypes
import os

from ._abi import FUNCTIONS, TELEX_ABI_VERSION

# As Linux, macOS and Windows (by two compilers) name it.
_NAMES = ("libtelex.so", "libtelex.dylib", "telex.dll", "libtelex.dll")


def _path() -> str:
    chosen = os.environ.get("TELEX_LIBRARY")
    if chosen:
        return os.path.abspath(chosen)
    folder = os.path.dirname(os.path.abspath(__file__))
    for name in _NAMES:
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return path
    raise ImportError(
        f"telex: {folder} carries no library. Install the package with pip, or set TELEX_LIBRARY to the path of "
        "libtelex.so, libtelex.dylib or telex.dll."
    )


def _load(path: str) -> ctypes.CDLL:
    try:
        loaded = ctypes.CDLL(path)
        loaded.telex_abi_version.restype = ctypes.c_int32
        abi_version = loaded.telex_abi_version()
    except (OSError, AttributeError) as error:
        raise ImportError(f"telex: {path} is not a library of telex that this process can load: {error}") from error
    if abi_version < TELEX_ABI_VERSION:
        raise ImportError(f"telex: {path} has version {abi_version} of the ABI; {TELEX_ABI_VERSION} is needed")
    for name, (result, parameters) in FUNCTIONS.items():
        try:
            function = getattr(loaded, name)
        except AttributeError as error:
            raise ImportError(f"telex: {path} has no function {name}") from error
        function.restype = result
        function.argtypes = parameters
    return loaded


# ctypes.CDLL lets go of the GIL during each call.
library = _load(_path())
