"""The action for GitHub and the job for GitLab: valid by their schemas, safe by zizmor, and run as a runner would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from samples import BAD, GOOD
from wheelhouse import collect_wheels

Write = Callable[..., Path]

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
JOB = yaml.safe_load((ROOT / "templates/steplint.yml").read_text(encoding="utf-8"))["steplint"]
BASH = shutil.which("bash")
SCRIPTS = Path(sys.executable).parent

pytestmark = [
    pytest.mark.xdist_group("ci"),  # installing takes seconds, which one worker pays
    pytest.mark.skipif(BASH is None or sys.platform == "win32", reason="no bash as runners have it"),
]

HIDDEN = GOOD.replace('"load-user", print)', '"step2", print)  # steplint: ignore[SL105] runs are in flight')
NOT_UTF8 = b"import inngest\nx = '\xe9'\n"


def tool(*command: str) -> None:
    """Run a tool that is installed beside Python; it must have nothing to say against its input."""
    done = subprocess.run(
        (str(SCRIPTS / command[0]), *command[1:]), cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def code_blocks(page: str) -> list[str]:
    """The YAML in a page, each block moved to the left."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^ *```yaml\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)


def test_the_action_is_valid_and_safe() -> None:
    tool("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    tool("zizmor", "--offline", "--no-config", "--pedantic", "--strict-collection", "--quiet", "action.yml")


def test_the_job_is_valid() -> None:
    tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "templates/steplint.yml")


def test_the_workflow_of_the_page_is_valid_and_safe(tmp_path: Path) -> None:
    (workflow,) = (block for block in code_blocks("github.md") if block.startswith("name:"))
    file = tmp_path / ".github" / "workflows" / "steplint.yml"
    file.parent.mkdir(parents=True)
    file.write_text(workflow, encoding="utf-8")
    tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(file))
    config = tmp_path / "zizmor.yml"
    config.write_text("rules: {unpinned-uses: {disable: true}}\n", encoding="utf-8")  # the page cannot know the hash
    tool("zizmor", "--offline", "--config", str(config), "--strict-collection", "--quiet", str(file))


def test_the_pages_name_what_there_is() -> None:
    github = (ROOT / "docs/github.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| ([^|]*)\|", github, re.MULTILINE))
    described = {name: f"`{told['default']}`" if told["default"] else "" for name, told in ACTION["inputs"].items()}
    assert {name: rows[name].strip() for name in described} == described
    assert set(rows) == {*ACTION["inputs"], *ACTION["outputs"]}
    gitlab = (ROOT / "docs/gitlab.md").read_text(encoding="utf-8")
    script = "\n".join([*JOB["before_script"], *JOB["script"]])
    used = dict(re.findall(r"\$\{(STEPLINT_\w+):-([^}]*)\}", script))
    told = re.findall(r"^\| `(STEPLINT_\w+)` \| (?:`([^|]*)`)? *\|", gitlab, re.MULTILINE)
    assert dict(told) == used


@pytest.mark.parametrize("page", ["github.md", "gitlab.md", "pre-commit.md", "adoption.md"])
def test_the_examples_are_yaml_with_inputs_that_there_are(page: str) -> None:
    for block in code_blocks(page):
        found = yaml.safe_load(block)
        for step in found if isinstance(found, list) else []:
            if "steplint@" in step.get("uses", ""):
                assert set(step.get("with", {})) <= set(ACTION["inputs"])


@dataclass
class Runner:
    """Runs the scripts of an action as GitHub does; what is not a script did its work before."""

    base: Path
    environment: Mapping[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    status: int = 0

    def run(self, workspace: Path, *, only: str | None = None, **inputs: str) -> Runner:
        """Run the steps, or the one with this name, until one fails."""
        values = {name: told["default"] for name, told in ACTION["inputs"].items()} | inputs
        self.log, self.status, self.outputs = "", 0, {"python": {"python-path": sys.executable}}
        for step in ACTION["runs"]["steps"]:
            if "run" not in step or (only is not None and step["name"] != only) or self.status:
                continue
            if only is None and step["name"] == "Install steplint":
                continue
            environment = {name: self._value(text, values) for name, text in step.get("env", {}).items()}
            assert "${{" not in step["run"]
            self._script(step, environment, workspace)
        return self

    def uploads(self) -> bool:
        """Whether the last run would upload something."""
        (step,) = (step for step in ACTION["runs"]["steps"] if "upload-sarif" in step.get("uses", ""))
        match = re.fullmatch(r"steps\.(\w+)\.outputs\.([\w-]+) != ''", step["if"])
        assert match is not None
        return self.outputs.get(match[1], {}).get(match[2], "") != ""

    @property
    def summary(self) -> str:
        return (self.base / "summary").read_text(encoding="utf-8")

    def _value(self, text: str, inputs: Mapping[str, str]) -> str:
        known = {f"inputs.{name}": value for name, value in inputs.items()} | {
            f"steps.{step}.outputs.{name}": value
            for step, outputs in self.outputs.items()
            for name, value in outputs.items()
        }
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: known[match[1]], text)

    def _script(self, step: Mapping[str, Any], environment: Mapping[str, str], workspace: Path) -> None:
        script, output = self.base / "script.sh", self.base / "output"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        if step.get("id") == "check":
            (self.base / "summary").write_text("", encoding="utf-8")
        done = subprocess.run(
            (BASH or "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)),
            cwd=workspace,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        self.log += done.stdout
        self.status = done.returncode
        if "id" in step:
            lines = output.read_text(encoding="utf-8").splitlines()
            self.outputs[step["id"]] = {name: value for name, _, value in (line.partition("=") for line in lines)}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the action has installed steplint, from wheels of what is installed here."""
    base = tmp_path_factory.mktemp("runner")
    collect_wheels(ROOT, base / "wheels")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(base),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(base / "output"),
        "GITHUB_STEP_SUMMARY": str(base / "summary"),
        "RUNNER_TEMP": str(base),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_FIND_LINKS": str(base / "wheels"),
    }
    runner = Runner(base, environment).run(base, only="Install steplint")
    assert runner.status == 0, runner.log
    return runner


PROJECT: dict[str, str | bytes] = {"pyproject.toml": "", "app/__init__.py": "", "app/hidden.py": HIDDEN}


def test_a_clean_repository(runner: Runner, write_files: Write) -> None:
    root = write_files({**PROJECT, "app/flows.py": GOOD})
    runner.run(root)
    assert (runner.status, runner.outputs["check"]) == (0, {"status": "0"})
    assert runner.log == "Found nothing in 2 workflows of 3 files. 1 suppressed by comments.\n"
    assert "Found nothing" in runner.summary
    assert not runner.uploads()


def test_findings_are_annotations_a_summary_and_alerts(runner: Runner, write_files: Write) -> None:
    root = write_files({**PROJECT, "app/flows.py": BAD})
    runner.run(root, **{"code-scanning": "true"})
    assert runner.status == 1
    assert runner.outputs["check"] == {"status": "1", "sarif-file": str(runner.base / "steplint.sarif")}
    assert runner.log.startswith("::error file=app/flows.py,line=9,")
    assert runner.log.count("Found 1 finding") == 1
    assert "SL105" in runner.summary
    assert runner.uploads()
    (log,) = json.loads((runner.base / "steplint.sarif").read_text(encoding="utf-8"))["runs"]
    (result,) = log["results"]
    assert result["suppressions"] == []
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "app/flows.py"


def test_the_full_report_without_annotations_and_summary(runner: Runner, write_files: Write) -> None:
    root = write_files({**PROJECT, "app/flows.py": BAD})
    runner.run(root, annotations="false", summary="false")
    assert runner.status == 1
    assert runner.log.startswith("app/flows.py:9:28 SL105")
    assert runner.summary == ""


def test_paths_and_arguments_one_a_line(runner: Runner, write_files: Write) -> None:
    root = write_files({**PROJECT, "one two/flows.py": BAD, "other/flows.py": BAD, "$(touch ran)/flows.py": BAD})
    runner.run(root, paths="one two\n$(touch ran)\n", arguments="--statistics\n--fail-on=critical\n")
    assert runner.status == 0
    assert re.findall(r"^::error file=([^,]*),", runner.log, re.MULTILINE) == [
        "$(touch ran)/flows.py",
        "one two/flows.py",
    ]
    assert "findings  fixable" in runner.log
    assert not (root / "ran").exists()


@pytest.mark.parametrize("wrong", ["file", "settings"])
def test_nothing_is_uploaded_when_findings_may_be_missing(runner: Runner, write_files: Write, wrong: str) -> None:
    root = write_files({**PROJECT, "app/flows.py": BAD})
    if wrong == "file":
        (root / "app/old.py").write_bytes(NOT_UTF8)
    else:
        (root / "pyproject.toml").write_text("[tool.steplint]\nselct = 1\n", encoding="utf-8")
    runner.run(root, **{"code-scanning": "true"})
    assert (runner.status, runner.outputs["check"]) == (2, {"status": "2"})
    assert not runner.uploads()
    reason = "not UTF-8" if wrong == "file" else "unknown key `selct`"
    assert reason in runner.log and reason in runner.summary


def test_a_summary_that_cannot_be_written(runner: Runner, write_files: Write) -> None:
    root = write_files({**PROJECT, "app/flows.py": GOOD})
    broken = Runner(runner.base, {**runner.environment, "GITHUB_STEP_SUMMARY": str(root / "app")}).run(root)
    assert broken.status == 2
    assert "error: cannot write the report" in broken.log


def test_the_code_is_analysed_once(runner: Runner, write_files: Write) -> None:
    root = write_files({**PROJECT, "app/flows.py": BAD})
    runner.run(root, arguments="--verbose\n--no-cache", **{"code-scanning": "true"})
    assert runner.log.count(" reading app/flows.py\n") == 1
    assert "SL105" in runner.summary and runner.uploads()


@pytest.mark.parametrize(
    ("files", "variables", "status", "issues"),
    [
        ({"app/flows.py": GOOD}, {}, 0, []),
        ({"app/flows.py": BAD}, {}, 1, ["app/flows.py"]),
        ({"app/flows.py": BAD}, {"STEPLINT_ARGUMENTS": "--fail-on=critical -q"}, 0, ["app/flows.py"]),
        ({"app/flows.py": BAD, "other/flows.py": BAD}, {"STEPLINT_PATHS": "other docs"}, 1, ["other/flows.py"]),
        ({"app/flows.py": BAD, "app/old.py": NOT_UTF8}, {}, 2, ["app/old.py", "app/flows.py"]),
    ],
)
def test_the_job(
    runner: Runner,
    write_files: Write,
    files: dict[str, str | bytes],
    variables: dict[str, str],
    status: int,
    issues: list[str],
) -> None:
    root = write_files({**PROJECT, **files, "docs/a.md": ""})
    path = os.pathsep.join([str(runner.base / "steplint" / "bin"), runner.environment["PATH"]])
    done = subprocess.run(
        ("sh", "-e", "-c", "\n".join(JOB["script"])),
        env={**runner.environment, **variables, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == status, done.stderr
    report = JOB["artifacts"]["reports"]["codequality"]
    found = json.loads((root / report).read_text(encoding="utf-8"))
    assert [issue["location"]["path"] for issue in found] == issues
    assert ("SL105" in done.stdout) == bool(issues)


def test_what_the_job_installs(runner: Runner) -> None:
    """What the page says to put into the variable is one argument of pip."""
    (line,) = JOB["before_script"]
    program = runner.base / "python"
    program.write_text('#!/bin/sh\nfor argument in "$@"; do echo "$argument"; done\n', encoding="utf-8")
    program.chmod(0o755)
    for value, package in (({}, "steplint"), ({"STEPLINT_PACKAGE": "steplint ==0.1.0"}, "steplint ==0.1.0")):
        environment = {"PATH": os.pathsep.join([str(runner.base), os.environ["PATH"]]), **value}
        done = subprocess.run(("sh", "-e", "-c", line), env=environment, capture_output=True, text=True)
        assert done.stdout.splitlines()[-1] == package
