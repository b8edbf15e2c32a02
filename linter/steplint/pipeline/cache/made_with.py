"""What an entry depends on besides the project: the code of steplint and of the rule packs, Python, the libraries."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterable

from steplint import __version__
from steplint.model.module import SCHEMA_VERSION

_ENGINE = "steplint"
_FACTS = ("steplint.diagnostics", "steplint.frontend", "steplint.model", "steplint.stack")
"""The code that facts hang on."""
_LIBRARIES = ("libcst", "msgspec")


@functools.cache
def for_facts() -> bytes:
    """What the facts of a text depend on besides the text."""
    return _digest(_FACTS, (__version__, SCHEMA_VERSION, sys.version, *_versions()))


@functools.cache
def for_results(packages: tuple[str, ...]) -> bytes:
    """What a result depends on besides the project and the settings. `packages` are those that rules come from.

    Installing or removing a distribution changes the folder it lies in, and so counts, whatever it is.
    """
    installed = [(path, os.stat(path).st_mtime_ns) for path in sys.path if os.path.isdir(path)]
    names = sorted({_ENGINE, *packages})
    return _digest(names, (__version__, sys.version, installed, *_versions()))


def _versions() -> Iterable[object]:
    """The libraries that facts hang on, by the places and times of their files; importing one would cost too much."""
    for name in _LIBRARIES:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
            with os.scandir(folder) as scan:
                files = sorted((entry for entry in scan if entry.is_file()), key=lambda entry: entry.name)
            yield folder, [(entry.name, entry.stat().st_size, entry.stat().st_mtime_ns) for entry in files]


def _digest(modules: Iterable[str], values: object) -> bytes:
    digest = hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=32)
    for module in modules:
        for path in _sources(module):
            with open(path, "rb") as file:
                data = file.read()
            digest.update(f"{module} {os.path.basename(path)} {len(data)}\n".encode())
            digest.update(data)
    return digest.digest()


def _sources(module: str) -> list[str]:
    """The files of a module or package, sorted; none for one that does not lie in files."""
    spec = importlib.util.find_spec(module)
    if spec is None:
        return []
    if spec.submodule_search_locations is None:
        return [spec.origin] if spec.origin is not None and os.path.isfile(spec.origin) else []
    found: list[str] = []
    for root in spec.submodule_search_locations:
        for folder, _, files in os.walk(root):
            found += [os.path.join(folder, file) for file in files if file.endswith((".py", ".so", ".pyd"))]
    return sorted(found)
