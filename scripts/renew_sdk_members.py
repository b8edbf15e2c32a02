"""Write `linter/steplint/sdk/members.py` anew from the releases of the Inngest SDK.

    python scripts/renew_sdk_members.py 0.3.17 0.4.22 0.5.19

Each release is downloaded with pip and read with `ast`; nothing of it is imported.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent.parent / "linter" / "steplint" / "sdk" / "members.py"
CLASSES = ("Inngest", "Context", "Step", "Group")
"""The classes whose members are kept. A sync twin's members, and those of base classes, count as the class's own."""
_HEAD = '''"""What each line of the Inngest SDK has: written by `scripts/renew_sdk_members.py`, not by hand.

Read from the releases {releases}.
"""

from __future__ import annotations

from collections.abc import Mapping

'''


def main(releases: list[str]) -> None:
    """Download, read, write."""
    public: dict[str, list[str]] = {}
    members: dict[str, dict[str, list[str]]] = {}
    keywords: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for release in releases:
            trees = dict(sources(release, Path(folder)))
            line = ".".join(release.split(".")[:2])
            public[line] = exported(trees["inngest/__init__.py"])
            classes = {
                node.name: node for tree in trees.values() for node in tree.body if isinstance(node, ast.ClassDef)
            }
            members[line] = {
                name: sorted({m for twin in (name, f"{name}Sync") for m in members_of(classes, twin)})
                for name in CLASSES
            }
            keywords[line] = create_function_keywords(classes["Inngest"])
    text = _HEAD.format(releases=", ".join(releases))
    text += constant("PUBLIC", "Mapping[str, frozenset[str]]", public, "The names that `inngest` itself offers.")
    lines = {line: {name: found for name, found in table.items() if found} for line, table in members.items()}
    text += constant(
        "MEMBERS", "Mapping[str, Mapping[str, frozenset[str]]]", lines, "Attributes by class; sync twins count in."
    )
    text += constant("CREATE_FUNCTION", "Mapping[str, frozenset[str]]", keywords, "The keywords of `create_function`.")
    TARGET.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(TARGET)], check=True)


def sources(release: str, folder: Path) -> Iterator[tuple[str, ast.Module]]:
    """The modules of a release, by path, sorted."""
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary=:all:",
            "-d",
            str(folder),
            f"inngest=={release}",
        ],
        check=True,
    )
    with zipfile.ZipFile(next(folder.glob(f"inngest-{release}-*.whl"))) as wheel:
        for name in sorted(wheel.namelist()):
            if name.endswith(".py") and not name.endswith("_test.py") and "/experimental/" not in name:
                yield name, ast.parse(wheel.read(name))


def exported(tree: ast.Module) -> list[str]:
    """The names in `__all__`."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return sorted(ast.literal_eval(node.value))
    raise ValueError("no __all__")


def members_of(classes: dict[str, ast.ClassDef], name: str) -> Iterator[str]:
    """Public attributes of a class and its bases: methods, annotated fields, and what `__init__` sets."""
    cls = classes.get(name)
    if cls is None:
        return
    for base in cls.bases:
        yield from members_of(classes, base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", ""))
    for node in ast.walk(cls):
        match node:
            case ast.FunctionDef(name=found) | ast.AsyncFunctionDef(name=found):
                pass
            case ast.AnnAssign(target=ast.Name(id=found)):
                pass
            case ast.Attribute(value=ast.Name(id="self"), attr=found, ctx=ast.Store()):
                pass
            case _:
                continue
        if not found.startswith("_"):
            yield found


def create_function_keywords(cls: ast.ClassDef) -> list[str]:
    """The keyword-only parameters of `create_function`."""
    for node in cls.body:
        if isinstance(node, ast.FunctionDef) and node.name == "create_function":
            return sorted(argument.arg for argument in node.args.kwonlyargs)
    raise ValueError("no create_function")


def constant(name: str, kind: str, value: object, says: str) -> str:
    """A constant as Python source, with sets for lists."""
    return f'{name}: {kind} = {shown(value)}\n"""{says}"""\n\n'


def shown(value: object) -> str:
    """A value as Python source."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {shown(item)}" for key, item in value.items()) + ",}"
    assert isinstance(value, list)
    return "frozenset({" + ", ".join(map(repr, value)) + ",})"


if __name__ == "__main__":
    main(sys.argv[1:])
