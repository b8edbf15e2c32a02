"""The file system, processes, other machines' file systems, and waits of one process.

Temporary files that go by themselves (`tempfile.TemporaryFile`, `NamedTemporaryFile`, `TemporaryDirectory`) are not
among the effects: nobody else finds them, and making another one changes nothing.
"""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told
from steplint.sdk.libraries.rows import methods, rows

_ROOTS = (
    *("pathlib.Path()", "pathlib.Path.cwd()", "pathlib.Path.home()", "pathlib.PosixPath()"),
    *("anyio.Path()", "aiopath.AsyncPath()", "upath.UPath()", "cloudpathlib.CloudPath()", "cloudpathlib.AnyPath()"),
)
_PATHS = tuple(f"{root}.**" for root in _ROOTS)
_PLAIN_PATHS = (
    *_ROOTS,
    *(
        f"{root}.{link}"
        for root in _ROOTS
        for link in (
            *("parent", "resolve()", "absolute()", "expanduser()", "joinpath()", "with_suffix()", "with_name()"),
            *("with_stem()", "relative_to()", "parent.joinpath()", "resolve().parent", "[]"),
        )
    ),
)
"""Paths for certain, and not the text of a file or a part of a name, which can be asked to `replace` as well."""
_SFTP = (
    *("paramiko.SSHClient().open_sftp()", "paramiko.SFTPClient()", "paramiko.SFTPClient.from_transport()"),
    *("pysftp.Connection()", "asyncssh.connect().start_sftp_client()"),
)
_SSH = ("paramiko.SSHClient()", "paramiko.client.SSHClient()", "asyncssh.connect()", "fabric.Connection()")
_FTP = ("ftplib.FTP()", "ftplib.FTP_TLS()", "aioftp.Client()", "aioftp.Client.context()")

TABLE: tuple[Effect, ...] = (
    # Processes
    *rows(
        EffectKind.PROCESS,
        "runs a process",
        *methods(("subprocess",), "run", "call", "check_call", "check_output", "getoutput", "getstatusoutput"),
        *methods(("os",), "system", "popen", "spawnl", "spawnv", "execv", "execvp"),
        *methods(("anyio", "trio"), "run_process"),
        *methods(("docker.from_env().containers.get()",), "exec_run", "start", "stop", "kill", "restart"),
        "invoke.run",
        "sh.Command()",
        "ffmpeg.run",
        "ffmpeg.**.run",
        "ffmpeg.probe",
        "pytesseract.image_to_string",
        "pytesseract.image_to_data",
        "pdfkit.from_string",
        "pdfkit.from_file",
        "pdfkit.from_url",
        "pypandoc.convert_text",
        "pypandoc.convert_file",
        "git.Repo.clone_from",
    ),
    *rows(
        EffectKind.PROCESS,
        "starts a process",
        *methods(("asyncio", "asyncio.subprocess"), "create_subprocess_exec", "create_subprocess_shell"),
        "subprocess.Popen",
        "anyio.open_process",
        "multiprocessing.Process().start",
    ),
    *rows(EffectKind.PROCESS, "ends a process", "os.kill", "os.killpg"),
    # Files
    *rows(
        EffectKind.FILE_READ,
        "opens a file",
        *methods(("builtins", "io", "codecs", "gzip", "bz2", "lzma", "aiofiles"), "open"),
        "aiofiles.threadpool.open",
        "anyio.open_file",
        told=Told.BY_MODE,
    ),
    *rows(EffectKind.FILE_READ, "opens a file", *methods(_PATHS, "open"), told=Told.BY_OWN_MODE),
    *rows(EffectKind.FILE_READ, "reads a file", *methods(_PATHS, "read_text", "read_bytes"), "linecache.getline"),
    *rows(
        EffectKind.FILE_READ,
        "lists a folder",
        *methods(_PATHS, "iterdir", "glob", "rglob", "walk"),
        *methods(("os", "aiofiles.os"), "listdir", "scandir"),
        "os.walk",
        "glob.glob",
        "glob.iglob",
    ),
    *rows(EffectKind.FILE, "writes a file", *methods(_PATHS, "write_text", "write_bytes", "touch"), "os.truncate"),
    *rows(EffectKind.FILE, "makes a file or a folder that stays", *methods(("tempfile",), "mkstemp", "mkdtemp")),
    *rows(
        EffectKind.FILE,
        "makes a link",
        *methods(_PATHS, "symlink_to", "hardlink_to"),
        *methods(("os", "aiofiles.os"), "symlink", "link"),
    ),
    *rows(
        EffectKind.FILE, "changes who may do what", *methods(_PATHS, "chmod"), "os.chmod", "os.chown", "shutil.chown"
    ),
    *rows(
        EffectKind.FILE,
        "removes a file",
        *methods(_PATHS, "unlink", "rmdir"),
        *methods(("os", "aiofiles.os"), "remove", "unlink", "rmdir"),
    ),
    *rows(
        EffectKind.FILE,
        "removes a tree",
        "shutil.rmtree",
        "aioshutil.rmtree",
        *methods(("os", "aiofiles.os"), "removedirs"),
    ),
    *rows(
        EffectKind.FILE,
        "moves a file",
        *methods(_PATHS, "rename"),
        *methods(_PLAIN_PATHS, "replace", "move"),
        *methods(("os", "aiofiles.os"), "rename", "replace", "renames"),
        *methods(("shutil", "aioshutil"), "move"),
    ),
    *rows(
        EffectKind.FILE,
        "copies a file",
        *methods(("shutil", "aioshutil"), "copy", "copy2", "copyfile", "copytree", "make_archive", "unpack_archive"),
        *methods(("zipfile.ZipFile()", "tarfile.open()", "tarfile.TarFile()", "py7zr.SevenZipFile()"), "extractall"),
        *methods(("zipfile.ZipFile()", "tarfile.open()", "tarfile.TarFile()"), "extract"),
        *methods(_PLAIN_PATHS, "copy", "copy_into"),
    ),
    # Other machines
    *rows(
        EffectKind.PROCESS,
        "runs a command on another machine",
        *methods(_SSH, "exec_command", "run", "sudo", "create_process"),
    ),
    *rows(
        EffectKind.FILE,
        "changes files on another machine",
        *methods(_SFTP, "put", "putfo", "remove", "unlink", "rename", "posix_rename", "mkdir", "rmdir", "chmod"),
        *methods(
            _FTP, "storbinary", "storlines", "delete", "rename", "mkd", "rmd", "upload", "make_directory", "remove"
        ),
        "fabric.Connection().put",
        "asyncssh.scp",
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads files on another machine",
        *methods(_SFTP, "get", "getfo", "listdir", "listdir_attr", "listdir_iter", "stat", "exists"),
        *methods(_FTP, "retrbinary", "retrlines", "nlst", "mlsd", "dir", "size", "download", "list", "stat"),
        "fabric.Connection().get",
    ),
    *rows(EffectKind.FILE_READ, "opens a file on another machine", *methods(_SFTP, "open", "file"), told=Told.BY_MODE),
    # Waits
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
        "anyio.sleep_until",
        "trio.sleep",
        "trio.sleep_until",
        "gevent.sleep",
        "eventlet.sleep",
    ),
)
