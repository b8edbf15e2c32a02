"""The file system, processes, and waits of one process."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told
from steplint.sdk.libraries.rows import methods, rows

_PATHS = ("pathlib.Path().**", "pathlib.Path.*().**", "anyio.Path().**")

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.PROCESS,
        "runs a process",
        "subprocess.run",
        "subprocess.call",
        "subprocess.check_call",
        "subprocess.check_output",
        "os.system",
    ),
    *rows(
        EffectKind.PROCESS,
        "starts a process",
        "subprocess.Popen",
        "asyncio.create_subprocess_exec",
        "asyncio.create_subprocess_shell",
    ),
    *rows(
        EffectKind.FILE_READ,
        "opens a file",
        "builtins.open",
        "io.open",
        "codecs.open",
        "gzip.open",
        "aiofiles.open",
        "anyio.open_file",
        told=Told.BY_MODE,
    ),
    *rows(EffectKind.FILE_READ, "opens a file", *methods(_PATHS, "open"), told=Told.BY_OWN_MODE),
    *rows(EffectKind.FILE_READ, "reads a file", *methods(_PATHS, "read_text", "read_bytes")),
    *rows(EffectKind.FILE, "writes a file", *methods(_PATHS, "write_text", "write_bytes", "touch")),
    *rows(EffectKind.FILE, "makes a link", *methods(_PATHS, "symlink_to", "hardlink_to"), "os.symlink", "os.link"),
    *rows(EffectKind.FILE, "removes a file", *methods(_PATHS, "unlink", "rmdir"), "os.remove", "os.unlink", "os.rmdir"),
    *rows(EffectKind.FILE, "removes a tree", "shutil.rmtree", "os.removedirs"),
    *rows(
        EffectKind.FILE,
        "moves a file",
        *methods(_PATHS, "rename", "replace"),
        "os.rename",
        "os.replace",
        "os.renames",
        "shutil.move",
    ),
    *rows(
        EffectKind.FILE,
        "copies a file",
        "shutil.copy",
        "shutil.copy2",
        "shutil.copyfile",
        "shutil.copytree",
        "shutil.make_archive",
        "shutil.unpack_archive",
        "zipfile.ZipFile().extractall",
        "tarfile.open().extractall",
    ),
    *rows(
        EffectKind.SLEEP,
        "blocks the process; nothing remembers the wait",
        "time.sleep",
    ),
    *rows(
        EffectKind.SLEEP,
        "holds the request open; nothing remembers the wait",
        "asyncio.sleep",
        "anyio.sleep",
        "trio.sleep",
        "gevent.sleep",
        "eventlet.sleep",
    ),
)
