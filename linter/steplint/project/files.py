"""Which file an import means: the project's modules by dotted name, as Python would find them, without running
Python.
"""

from __future__ import annotations

import functools
import posixpath
import sys
from collections.abc import Iterator, Sequence

from steplint.model.module import ImportBinding


class ModuleFiles:
    """The project's Python files, asked by import.

    A *module path* is the path of a file, or of a folder for a package with no `__init__.py`, relative to the working
    directory.
    """

    def __init__(self, files: Sequence[str]) -> None:
        self._files = frozenset(files)
        self._folders = frozenset(folder for file in files for folder in _folders_above(file))
        self._by_tail: dict[str, list[str]] = {}
        for file in sorted(self._files):
            parts = _stem(file).split("/")
            for size in range(2, len(parts) + 1):
                self._by_tail.setdefault("/".join(parts[-size:]), []).append(file)

    def find(self, binding: ImportBinding, importer: str) -> str | None:
        """The module path of the module an import names, or None when it is not of this project."""
        if binding.level:
            return self._relative(binding.module, binding.level, importer)
        return self.absolute(binding.module, importer)

    def meant(self, binding: ImportBinding, importer: str) -> Iterator[str]:
        """The files of the module that an import names, and of the member it takes where that is a module."""
        path = self.find(binding, importer)
        if path is not None:
            inner = None if binding.member is None else self.submodule(path, binding.member)
            yield from (module for module in (path, inner) if module is not None and self.is_file(module))

    def absolute(self, dotted: str, importer: str) -> str | None:
        """The module path of an absolute dotted name, as seen from the file `importer`."""
        head = dotted.partition(".")[0]
        if not head or head in sys.stdlib_module_names:
            return None
        tail = dotted.replace(".", "/")
        for root in self._search_roots(importer):
            found = self._at(posixpath.join(root, tail) if root else tail)
            # A module does not import itself, but for a package that takes a module of its own by its full name.
            if found is not None and (found != importer or "." in dotted):
                return found
        candidates = self._by_tail.get(tail, []) if "/" in tail else []
        return candidates[0] if len(candidates) == 1 and candidates[0] != importer else None

    def submodule(self, module_path: str, name: str) -> str | None:
        """The module path of a module directly inside a package."""
        folder = self.package_folder(module_path)
        return None if folder is None else self._at(posixpath.join(folder, name) if folder else name)

    def package_folder(self, module_path: str) -> str | None:
        """The folder of a package's module path; None for a plain module."""
        if module_path in self._files:
            return posixpath.dirname(module_path) if posixpath.basename(module_path) == "__init__.py" else None
        return module_path

    def is_file(self, module_path: str) -> bool:
        """Whether a module path has code of its own."""
        return module_path in self._files

    @functools.cache  # noqa: B019 - one instance lives as long as the run
    def dotted_name(self, module_path: str) -> str:
        """The name a module would be imported by: from the folder that holds its outermost regular package."""
        folder = posixpath.dirname(module_path)
        root = self._package_root(folder)
        if root == folder:  # not in a regular package: name it from the top, less a source folder
            root = ""
        stem = _stem(module_path)
        relative = posixpath.relpath(stem, root or ".") if stem else ""
        parts = [part for part in relative.split("/") if part not in {"", "..", "."}]
        if parts and parts[0] == "src" and len(parts) > 1:
            parts = parts[1:]
        return ".".join(parts) or posixpath.basename(folder) or "__init__"

    def _relative(self, dotted: str, level: int, importer: str) -> str | None:
        folder = posixpath.dirname(importer)
        for _ in range(level - 1):
            folder = posixpath.dirname(folder)
        base = posixpath.join(folder, dotted.replace(".", "/")) if dotted else folder
        return self._at(base)

    def _at(self, base: str) -> str | None:
        base = posixpath.normpath(base) if base else ""
        for candidate in (f"{base}/__init__.py" if base not in {"", "."} else "__init__.py", f"{base}.py"):
            if candidate in self._files:
                return candidate
        return base if base in self._folders else None

    def _package_root(self, folder: str) -> str:
        """The folder above the outermost package with an `__init__.py` around `folder`; `folder` itself when it is
        none.
        """
        while folder and f"{folder}/__init__.py" in self._files:
            folder = posixpath.dirname(folder)
        return folder

    def _search_roots(self, importer: str) -> Iterator[str]:
        """Where an absolute import may start: the folders above the importer's package, the nearest first, each
        with its `src`.
        """
        folder = self._package_root(posixpath.dirname(importer))
        while True:
            yield folder
            source = posixpath.join(folder, "src") if folder else "src"
            if source in self._folders:
                yield source
            if not folder or folder in {".", ".."} or folder.endswith("/.."):
                return
            folder = posixpath.dirname(folder)


def _stem(file: str) -> str:
    stem = file.removesuffix(".py")
    return posixpath.dirname(stem) if posixpath.basename(stem) == "__init__" else stem


def _folders_above(file: str) -> Iterator[str]:
    folder = posixpath.dirname(file)
    while folder and folder != "/":
        yield folder
        folder = posixpath.dirname(folder)
