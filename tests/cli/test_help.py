"""The command line's help: fast, helpful, with examples that run."""

from __future__ import annotations

import ast
import inspect
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kd_edge import cli
from kd_edge.cli import COMMANDS, main
from kd_edge.cli.options import FloatRange


def every_command() -> Iterator[tuple[str, click.Command]]:
    yield "kd-edge", main
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        yield f"kd-edge {name}", command
        if isinstance(command, click.Group):
            for child, sub in command.commands.items():
                yield f"kd-edge {name} {child}", sub


def examples(command: click.Command) -> list[str]:
    """The lines behind ``Example:``, with which the help ends."""
    _, found, lines = inspect.cleandoc(command.help or "").partition("Example:")
    assert found, "no example"
    return [line.strip() for line in lines.splitlines() if line.strip()]


EVERY_COMMAND = [pytest.param(*pair, id=pair[0]) for pair in every_command()]


@pytest.mark.parametrize(("name", "command"), EVERY_COMMAND)
def test_every_option_is_explained(name: str, command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


@pytest.mark.parametrize(("name", "command"), EVERY_COMMAND)
def test_no_option_takes_what_is_no_number(name: str, command: click.Command) -> None:
    """click's own ranges let ``nan`` through, which is neither above nor below any limit."""
    for parameter in command.params:
        if not isinstance(parameter.type, click.types.FloatParamType):
            continue
        for text in ("nan", "-inf"):
            with pytest.raises(click.BadParameter):
                parameter.type.convert(text, parameter, None)
        assert isinstance(parameter.type, FloatRange), f"{name} {parameter.opts[0]}"


def test_infinity_is_a_number_only_where_it_has_a_meaning() -> None:
    assert FloatRange(0, endless=True).convert("inf", None, None) == float("inf")
    with pytest.raises(click.BadParameter, match="inf is not a number that has a meaning here"):
        FloatRange(0).convert("inf", None, None)
    with pytest.raises(click.BadParameter, match="nan is not a number"):
        FloatRange(0, endless=True).convert("nan", None, None)
    with pytest.raises(click.BadParameter):
        FloatRange(0, low_open=True).convert("0", None, None)
    assert FloatRange(0, 1).convert("1", None, None) == 1.0


@pytest.mark.parametrize(("name", "command"), EVERY_COMMAND)
def test_help_ends_in_examples_that_parse(
    name: str, command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names, options and values are all accepted; what the files hold is another matter."""
    monkeypatch.chdir(tmp_path)
    for line in examples(command):
        words = shlex.split(line)
        assert line.startswith(name), line
        for path in (Path(word) for word in words if ("/" in word or word.endswith(".toml")) and word[0] != "/"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch() if path.suffix else path.mkdir(exist_ok=True)
        parse(words[1:])


def parse(arguments: list[str]) -> None:
    """Find the command and let it take ``arguments``; raises click's UsageError."""
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        assert arguments
        _, found, arguments = command.resolve_command(context, arguments)
        assert found is not None
        command = found
        context = click.Context(found, parent=context)
    command.make_context(command.name, arguments)


@pytest.mark.parametrize("arguments", [["trian"], ["verify", "--no-such-option"], ["build", "--board", "pico", "-O9"]])
def test_the_check_of_examples_refuses_what_does_not_parse(arguments: list[str]) -> None:
    with pytest.raises(click.UsageError):
        parse(arguments)


@pytest.mark.parametrize(("name", "command"), EVERY_COMMAND)
def test_what_reports_to_people_reports_to_machines(name: str, command: click.Command) -> None:
    if not isinstance(command, click.Group):
        assert any("--json" in parameter.opts for parameter in command.params), f"{name} has no --json"


def test_the_list_of_commands_has_whole_sentences() -> None:
    for arguments in (["--help"], ["data", "--help"]):
        listed = CliRunner().invoke(main, arguments).output.partition("Commands:\n")[2]
        sentences = " ".join(listed.split())
        assert "..." not in sentences
        assert sentences.endswith(".")
    assert "Make, import and inspect data sets." in CliRunner().invoke(main, ["--help"]).output


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [
        (["trian"], "Did you mean 'train'?"),
        (["data", "imprt"], "Did you mean 'import'?"),
        (["train", "--epoch", "3"], "Did you mean '--epochs'?"),
    ],
)
def test_a_slip_of_the_finger_gets_a_suggestion(arguments: list[str], suggestion: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert suggestion in result.stderr


@pytest.mark.parametrize("command", [["build", "--board", "pico"], ["bench-engine", "x.tflite"]])
def test_an_optimisation_level_is_one_that_compilers_have(command: list[str]) -> None:
    result = CliRunner().invoke(main, [*command, "-O", "9"])
    assert result.exit_code == 2
    assert "'9' is not one of '0', '1', '2', '3', 's'" in result.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["stream", "--help"], ["train", "--help"], ["trian"]])
def test_help_is_there_at_once(arguments: list[str]) -> None:
    """Nothing that takes long to import is imported before a command runs."""
    code = (
        "import atexit, sys; from kd_edge.cli import main\n"
        "slow = {'numpy', 'scipy', 'tensorflow', 'keras', 'matplotlib'}\n"
        "atexit.register(lambda: print('imported:', sorted(slow & set(sys.modules))))\n"
        f"main({arguments})"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout.endswith("imported: []\n")


def test_completion_is_written_for_three_shells() -> None:
    program = [sys.executable, "-c", "from kd_edge.cli import main; main(prog_name='kd-edge')"]
    for shell in ("bash", "zsh", "fish"):
        environment = {"_KD_EDGE_COMPLETE": f"{shell}_source", "PATH": "/usr/bin:/bin"}
        result = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
        assert "_KD_EDGE_COMPLETE" in result.stdout, result.stderr
    words = {"_KD_EDGE_COMPLETE": "zsh_complete", "COMP_WORDS": "kd-edge ver", "COMP_CWORD": "1"}
    result = subprocess.run(program, env=words, capture_output=True, text=True, check=False)
    assert "verify" in result.stdout


def test_only_one_module_prints() -> None:
    """What others print would reach a terminal with its control characters."""
    assert cli.__file__ is not None
    for path in Path(cli.__file__).parent.glob("*.py"):
        calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        names = {ast.unparse(call) for call in calls}
        if path.name != "output.py":
            assert not names & {
                "print",
                "click.echo",
                "click.secho",
                "sys.stdout.write",
                "sys.stderr.write",
                "Live",
                "Table",
            }, path
