"""What telex.h declares: its functions, constants, structs and handles, read from its text.

The header is written so that this is simple: one declaration a statement, comments of //, no macros in declarations but
TELEX_API.
"""

import re
from typing import Dict, List, NamedTuple, Set


_FUNCTION = re.compile(r"^TELEX_API\s+([^;()]+?)\b(telex_\w+)\s*\(([^;]*?)\)\s*;", re.MULTILINE)


class Parameter(NamedTuple):
    type: str
    name: str


class Function(NamedTuple):
    result: str
    name: str
    parameters: List[Parameter]


class Header(NamedTuple):
    functions: Dict[str, Function]
    constants: Dict[str, str]
    structs: Dict[str, List[str]]  # a struct's members as they are declared, in their order
    handles: Set[str]  # structs that only telex knows
    types: Dict[str, str]  # other typedefs


def squeeze(text: str) -> str:
    return " ".join(text.split())


def parse_parameter(text: str) -> Parameter:
    kind, name = re.fullmatch(r"(.*?[\s*])(\w+)", squeeze(text)).groups()
    return Parameter(kind.strip(), name)


def parse_functions(text: str) -> Dict[str, Function]:
    functions = {}
    for result, name, parameters in _FUNCTION.findall(text):
        parts = [] if squeeze(parameters) == "void" else parameters.split(",")
        functions[name] = Function(squeeze(result), name, [parse_parameter(part) for part in parts])
    return functions


def parse_constants(text: str) -> Dict[str, str]:
    constants = dict(re.findall(r"^#define (TELEX_(?:ABI_VERSION|NUL_TERMINATED)) +(.+)$", text, re.MULTILINE))
    for body in re.findall(r"\benum \{(.*?)\};", text, re.DOTALL):
        for entry in filter(None, map(squeeze, body.split(","))):
            name, value = entry.split(" = ")
            constants[name] = value
    return constants


def parse_header(path) -> Header:
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"//.*", "", file.read())
    structs = {
        name: [squeeze(member) for member in body.split(";") if member.strip()]
        for name, body in re.findall(r"typedef struct (telex_\w+) \{(.*?)\} \1;", text, re.DOTALL)
    }
    types = {}
    for declaration in re.findall(r"\btypedef\s+(?!struct)([^;]+);", text):
        name = re.search(r"\(\*(telex_\w+)\)|(telex_\w+)$", squeeze(declaration))
        types[name.group(1) or name.group(2)] = squeeze(declaration)
    header = Header(
        parse_functions(text), parse_constants(text), structs, set(re.findall(r"typedef struct (telex_\w+) \1;", text)), types
    )
    check_nothing_was_missed(text, header)
    return header


def check_nothing_was_missed(text: str, header: Header) -> None:
    """A declaration that the patterns above do not know must not go unnoticed."""
    declared = len(re.findall(r"^TELEX_API\b", text, re.MULTILINE))
    if declared != len(header.functions):
        raise ValueError("%d functions are declared, %d understood" % (declared, len(header.functions)))
    typedefs = len(re.findall(r"\btypedef\b", text))
    understood = len(header.structs) + len(header.handles) + len(header.types)
    if typedefs != understood:
        raise ValueError("%d types are declared, %d understood" % (typedefs, understood))
    names = set(re.findall(r"\bTELEX_[A-Z_0-9]+\b", text))
    unknown = names - set(header.constants) - {
        "TELEX_CAPI_TELEX_H_", "TELEX_STATIC", "TELEX_API", "TELEX_BUILDING_SHARED"
    }
    if unknown:
        raise ValueError("not understood: %s" % ", ".join(sorted(unknown)))
