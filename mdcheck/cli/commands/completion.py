"""`mdcheck completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from mdcheck.errors import ExitCode

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> ExitCode:
    """Print a script that makes a shell complete mdcheck's commands, options, files, item ids, sections and tags.

    \b
    bash, in ~/.bashrc:                   eval "$(mdcheck completion bash)"
    zsh, in ~/.zshrc behind compinit:     eval "$(mdcheck completion zsh)"
    fish, in ~/.config/fish/config.fish:  mdcheck completion fish | source

    Completing runs no check.
    """  # noqa: D301 - click looks for the character itself
    found = get_completion_class(shell)
    assert found is not None, f"click completes no {shell}"
    script = found(context.find_root().command, {}, "mdcheck", "_MDCHECK_COMPLETE").source()
    # click's script for fish takes what stands behind a comma in a word or its description for a further field.
    click.echo(script.replace('(string split "," $completion)', '(string split -m1 "," $completion)'), nl=False)
    return ExitCode.OK
