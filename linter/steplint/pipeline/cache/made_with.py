"""What an entry depends on besides the project: the code of steplint and of the rule packs, Python, the libraries."""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
from collections.abc import Iterable

from steplint import ENTRY_POINTS, __version__
from steplint.pipeline.cache.digests import blake2b
from steplint.pipeline.cache.folder import CacheFolder

_ENGINE = "steplint"
_FACTS = ("steplint.diagnostics", "steplint.frontend", "steplint.model", "steplint.stack")
"""The code that facts hang on."""
_LIBRARIES = ("libcst", "msgspec")


@functools.cache
def for_facts() -> bytes:
    """What the facts of a text depend on besides the text."""
    from steplint.model.module import SCHEMA_VERSION  # which an unchanged project needs not

    return _digest(_FACTS, (__version__, SCHEMA_VERSION, sys.version, *_versions()))


def for_results(folder: CacheFolder) -> bytes:
    """What a result depends on besides the project and the settings: the engine, the rule packs, what they stand on.

    Installing or removing a distribution changes the folder it lies in, and so counts, whatever it is.
    """
    installed = [(path, os.stat(path).st_mtime_ns) for path in sys.path if os.path.isdir(path)]
    names = sorted({_ENGINE, *_packs(folder, repr(installed).encode("utf-8", "surrogateescape"))})
    return _digest(names, (__version__, sys.version, names, installed, *_versions()))


def _packs(folder: CacheFolder, installed: bytes) -> list[str]:
    """The packages that rules come from; asking what is installed takes longer than the rest of a run that has nothing
    to do, so the answer is kept as well.
    """
    known = folder.read("packs", installed)
    if known is not None:
        return known.decode().split()
    import importlib.metadata

    packs = sorted({point.value.partition(".")[0] for point in importlib.metadata.entry_points(group=ENTRY_POINTS)})
    folder.write("packs", installed, " ".join(packs).encode())
    return packs


def _versions() -> Iterable[object]:
    """The libraries that facts hang on, by the places and times of their files; importing one would cost too much."""
    for name in _LIBRARIES:
        spec = importlib.util.find_spec(name)
        for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
            with os.scandir(folder) as scan:
                files = sorted((entry for entry in scan if entry.is_file()), key=lambda entry: entry.name)
            yield folder, [(entry.name, entry.stat().st_size, entry.stat().st_mtime_ns) for entry in files]


def _digest(modules: Iterable[str], values: object) -> bytes:
    digest = blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=32)
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
