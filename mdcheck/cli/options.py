"""Arguments and options that several commands take."""

from __future__ import annotations

import math
import os
import time
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from mdcheck.app.session import Session
from mdcheck.cli.completing import complete_files, complete_report, complete_selection
from mdcheck.cli.output import destination, refuse_places
from mdcheck.document.blocks.common_options import MAX_TIMEOUT
from mdcheck.document.blocks.durations import seconds, written
from mdcheck.execution.process.sandbox import Sandbox
from mdcheck.execution.shards import WHOLE, Shard, read_shard
from mdcheck.reports.table import REPORTS
from mdcheck.results.outcome import Outcome
from mdcheck.settings import in_ci

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mdcheck.cli.output import Destination

    Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_CI_BUDGET = 600.0
"""Seconds."""

as_of_option = click.option(
    "--as-of",
    metavar="DATE|REV",
    help="Judge ages by the end of this day (UTC), or by the date of this commit, and not by today.",
)
sandbox_option = click.option(
    "--sandbox",
    type=click.Choice([name.value for name in Sandbox]),
    default=Sandbox.NONE.value,
    callback=lambda _context, _option, value: Sandbox(value),
    envvar="MDCHECK_SANDBOX",
    metavar="HOW",
    help="Confine the processes of checks, by auto, bwrap or landlock: they write to the repository only, without "
    "network. Default: none.",
)
files_argument = click.argument("files", nargs=-1, metavar="[FILE]...", shell_complete=complete_files)


def judging_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--as-of`, `--base`, `--policy` and `--no-waivers`; the command gets them as its `session`."""

    @wraps(command)
    def judged(*args: Any, as_of: str | None, base: str, policy: str, waivers: bool, **options: Any) -> Any:
        from mdcheck.app.judging import judging  # late: a help text needs none of it

        session = judging(Session.here(), as_of=as_of, base=base, policy=policy, waivers=waivers)
        return command(*args, session=session, **options)

    decorators = (
        as_of_option,
        click.option(
            "--base",
            default="",
            metavar="REV",
            help="Judge a change by this commit: its date, who may sign and waive, its settings; with `run` and "
            "`update` also its checklists, and the items and checks that must be there.",
        ),
        click.option(
            "--policy",
            default="",
            metavar="FILE",
            help="Take who may sign and waive from this file. Also: MDCHECK_POLICY=FILE.",
        ),
        click.option(
            "--no-waivers",
            "waivers",
            is_flag=True,
            flag_value=False,
            default=True,
            help="Judge as if nothing were waived.",
        ),
    )
    for decorator in reversed(decorators):
        judged = decorator(judged)
    return judged


def format_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format`, `--output` and `--report`; the command gets them as `show` of `mdcheck.cli.output` takes them."""

    @wraps(command)
    def checked(*args: Any, output: str | None, reports: tuple[Destination, ...], **options: Any) -> Any:
        refuse_places(options["files"], output, reports, options.get("results_file"))
        return command(*args, output=output, reports=reports, **options)

    output = click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, allow_dash=True),
        help="Write the report to a file instead of standard output.",
    )
    form = click.option(
        "-f",
        "--format",
        "format_name",
        type=click.Choice(tuple(REPORTS)),
        default="text",
        show_default=True,
        metavar="FORMAT",
        help=f"The report's format: {', '.join(REPORTS)}.",
    )
    further = click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT:PATH",
        shell_complete=complete_report,
        callback=_destinations,
        help="Write a further report to a file, as in junit:report.xml; may be given again.",
    )
    stamp = click.option("--stamp", is_flag=True, help="Add the commit and the time to reports for people.")
    return form(output(further(stamp(checked))))


def _destinations(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[Destination, ...]:
    return tuple(destination(value) for value in values)


def _shard(_context: click.Context, _option: click.Parameter, value: str | None) -> Shard:
    try:
        return WHOLE if value is None else read_shard(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


_RECORDING_OPTIONS = (
    click.option(
        "--results",
        "results_file",
        type=click.Path(dir_okay=False, allow_dash=True),
        help="Record the results in this file, for `mdcheck results` and `mdcheck update --results`. With -o, `-` is "
        "standard output.",
    ),
    click.option(
        "--shard",
        metavar="I/N",
        callback=_shard,
        help="Run only the I-th of N parts of the checks, as in 2/4; the others run on other machines.",
    ),
    click.option(
        "--durations",
        multiple=True,
        type=click.Path(dir_okay=False),
        help="Even out the shards by how long checks took in these recorded results; may be given again.",
    ),
    click.option(
        "--system",
        default="",
        metavar="NAME",
        help="What the recorded results call this system (default: such as “Linux x86_64, Python 3.12”).",
    ),
    click.option(
        "--on",
        default="",
        metavar="WHERE",
        help="Have workers run the checks: `processes` of this machine, or a Dask cluster, `dask://HOST:PORT`.",
    ),
    click.option(
        "--from",
        "repository",
        default="",
        metavar="URL",
        help="With --on: what workers clone (https or ssh), where they don't see this folder under the same name.",
    ),
    click.option(
        "--shards",
        type=click.IntRange(1, 1000),
        metavar="N",
        help="With --on: into how many orders the run is split (default: two for each worker).",
    ),
)


def _deadline(context: click.Context, option: click.Parameter, value: str | None) -> float:
    if value is None and in_ci(os.environ):
        return time.monotonic() + _CI_BUDGET
    return deadline(context, option, value)


def deadline(_context: click.Context, _option: click.Parameter, value: str | None) -> float:
    """When a run must end, by `time.monotonic`; never where the person gave no budget."""
    if value is None:
        return math.inf
    try:
        length = seconds(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    if length > MAX_TIMEOUT:
        raise click.BadParameter(f"a budget is {written(MAX_TIMEOUT)} at most")
    return time.monotonic() + length


def _read_percent(_context: click.Context, _option: click.Parameter, value: float | None) -> float | None:
    """`nan` is a float in any range, and no score is below it."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is no number")
    return value


fail_under_option = click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="N",
    callback=_read_percent,
    help="Exit with 1 if the check score is below N.",
)
_DETAIL_OPTIONS = (
    click.option("--all", "every", is_flag=True, help="Show each check in the report, also those that passed."),
    click.option("-q", "--quiet", is_flag=True, help="Show what there is to fix, and nothing else; ask nothing."),
    click.option(
        "-v", "--verbose", is_flag=True, help="Show each check as it ends, ids, and all that processes printed."
    ),
)
_RUN_OPTIONS = (
    click.option(
        "--only",
        multiple=True,
        metavar="ITEM",
        shell_complete=complete_selection,
        help="Run the checks of these items only: an id or its beginning, FILE:LINE, words of the text, a "
        "section's title, or a tag; may be given again.",
    ),
    click.option("--failed", is_flag=True, help="Run only what did not pass when it was last run here."),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many checks run at once (default: the processors).",
    ),
    click.option("--fail-fast", is_flag=True, help="Start no further check after the first failure."),
    fail_under_option,
    click.option(
        "--fail-on",
        type=click.Choice([Outcome.PENDING.value]),
        multiple=True,
        callback=lambda _context, _option, values: frozenset(one for one in Outcome if one.value in values),
        help="Exit with 1 also if a sign-off is pending.",
    ),
    click.option(
        "--trust",
        is_flag=True,
        help="Run executable blocks (scripts, commands) this time. Read them before. Also: MDCHECK_TRUST=1.",
    ),
    click.option(
        "--inert",
        is_flag=True,
        help="Leave out items whose checks need trust: no script, command or network. Nothing is refused then.",
    ),
    click.option(
        "--no-cache",
        "cache",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Run also the checks that passed before on the same `inputs`.",
    ),
    sandbox_option,
    click.option(
        "--budget",
        "until",
        metavar="DURATION",
        callback=_deadline,
        help="How long the whole run may take, as in 90s or 10m. Default: 10m in CI, else no limit.",
    ),
    *_DETAIL_OPTIONS,
)


def run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that run checks."""
    return _with(_RUN_OPTIONS, command)


def detail_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How much of the results a report shows."""
    return _with(_DETAIL_OPTIONS, command)


def recording_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a run that is split or recorded."""
    return _with(_RECORDING_OPTIONS, command)


def _with(options: Sequence[Decorator], command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command
