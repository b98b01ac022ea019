"""voiceprep completion: the script that teaches a shell our verbs and options."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Examples:
      eval "$(voiceprep completion bash)"        in ~/.bashrc
      voiceprep completion fish > ~/.config/fish/completions/voiceprep.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:  # pragma: no cover (the choices above are click's own)
        raise click.UsageError(f"No completion for {shell}.")
    click.echo(found(ctx.find_root().command, {}, "voiceprep", "_VOICEPREP_COMPLETE").source())
