"""`ci` sees what CI does, and nothing else."""

from __future__ import annotations

import json

import msgspec
import pytest

from mdcheck.results.outcome import Outcome, failed, passed

WORKFLOW = ".github/workflows/ci.yml"
SHA = "0123456789abcdef0123456789abcdef01234567"


def workflow(steps="[{run: pytest -q}]", on="[push, pull_request]", extra="", job=""):
    return f"on: {on}\n{extra}\njobs:\n  test:\n    runs-on: x\n    {job}\n    steps: {steps}\n"


RUNS = {
    "pytest": Outcome.PASSED,
    "pytest -q # quick": Outcome.PASSED,
    "python3.12 -m pytest": Outcome.PASSED,
    "uv run --frozen --group test pytest": Outcome.PASSED,
    "FOO=1 .venv/bin/pytest": Outcome.PASSED,
    "cd src && pytest": Outcome.PASSED,
    "set -e\\npytest \\\\\\n  -q": Outcome.PASSED,
    "coverage run -m pytest": Outcome.PASSED,
    "docker compose run --rm web pytest -q": Outcome.PASSED,
    "bash -c 'pytest -q'": Outcome.PASSED,
    "if [ -d tests ]; then pytest; fi": Outcome.PASSED,
    "OUT=$(pytest -q)": Outcome.PASSED,
    "tool || pytest": Outcome.PASSED,
    "timeout 60 pytest": Outcome.PASSED,
    "xcrun --sdk macosx pytest": Outcome.PASSED,
    "if x; then exit 1; fi\\npytest": Outcome.PASSED,
    "# pytest": Outcome.FAILED,
    "echo pytest": Outcome.FAILED,
    "printf 'pytest'": Outcome.FAILED,
    "echo 'run\\npytest\\nhere'": Outcome.FAILED,
    "rm -rf .pytest_cache pytest": Outcome.FAILED,
    ": pytest": Outcome.FAILED,
    "pip install pytest": Outcome.FAILED,
    "apt-get install -y pytest": Outcome.FAILED,
    "cat <<EOF > x\\npytest\\nEOF": Outcome.FAILED,
    "false && pytest": Outcome.FAILED,
    "true || pytest": Outcome.FAILED,
    "if false; then\\n  pytest\\nfi": Outcome.FAILED,
    "exit 0\\npytest": Outcome.FAILED,
    "test -f pytest": Outcome.FAILED,
    "which pytest": Outcome.FAILED,
    "command -v pytest": Outcome.FAILED,
    "pytest-watch": Outcome.FAILED,
    "codecov -f pytest.xml": Outcome.FAILED,
    "export TOOL=pytest": Outcome.FAILED,
    "TOOL=pytest": Outcome.FAILED,
    "git add pytest": Outcome.FAILED,
    "pytest || true": Outcome.FAILED,
    "pytest -q || :": Outcome.FAILED,
    "cd src && pytest || echo failed": Outcome.FAILED,
    "pytest || exit 0": Outcome.FAILED,
    "pytest || { echo failed; exit 1; }": Outcome.PASSED,
    "{ pytest; } || true": Outcome.FAILED,
    "{ ls; pytest; } || exit 1": Outcome.PASSED,
    "for x in a b; do\\n  pytest $x\\ndone || true": Outcome.FAILED,
    "for x in a b; do\\n  pytest $x\\ndone || true\\npytest": Outcome.PASSED,
    "! pytest": Outcome.FAILED,
    "! pytest || exit 1": Outcome.PASSED,
    "if pytest; then echo fine; fi": Outcome.FAILED,
    "if ! pytest; then echo failed; exit 1; fi": Outcome.PASSED,
    "if ! pytest; then echo failed; exit 0; fi": Outcome.FAILED,
    "while pytest; do sleep 1; done": Outcome.FAILED,
    "pytest &": Outcome.FAILED,
    "pytest & ls": Outcome.FAILED,
    "server & pytest": Outcome.PASSED,
    "pytest &\\nwait $!": Outcome.PASSED,
    "pytest -h": Outcome.FAILED,
    "pytest -V": Outcome.FAILED,
    "pytest -h -q": Outcome.PASSED,
    "pytest | tee log": Outcome.FAILED,
    "bash -c 'pytest' | tee log": Outcome.FAILED,
    "set -o pipefail\\npytest | tee log": Outcome.PASSED,
    "cat list | xargs pytest": Outcome.PASSED,
    "pytest || exit 1": Outcome.PASSED,
    "pytest || true\\npytest -q": Outcome.PASSED,
    "pytest --version": Outcome.FAILED,
    "uv run pytest --help": Outcome.FAILED,
    "pytest --collect-only": Outcome.FAILED,
    "pytest version": Outcome.FAILED,
    "yarn pytest": Outcome.PASSED,
    "pnpm add pytest": Outcome.FAILED,
    "tests() {\\n  pytest\\n}\\nls": Outcome.FAILED,
    "tests() {\\n  pytest\\n}\\ntests": Outcome.PASSED,
    "tests() { pytest; }; tests": Outcome.PASSED,
    "one() {\\n  if x; then pytest; fi\\n}\\nls": Outcome.FAILED,
    "one() {\\n  ls\\n}\\npytest": Outcome.PASSED,
    "eval 'pytest -q'": Outcome.PASSED,
    "bash -euxo pipefail -c 'pytest -q'": Outcome.PASSED,
    "bash -c 'pytest || true'": Outcome.FAILED,
    "python -W error -u -m pytest": Outcome.PASSED,
    "python pytest": Outcome.FAILED,
    "uv run --extra test --with x pytest": Outcome.PASSED,
    "uv run --with pytest ruff check": Outcome.FAILED,
    "npx -p pytest tsc": Outcome.FAILED,
    "docker run -e pytest -v a:b image ls": Outcome.FAILED,
    "docker run --rm -e A=1 -v a:b image pytest": Outcome.PASSED,
}


NEVER = (
    "${{ false }}",
    "${{ false && always() }}",
    "${{ !true }}",
    "1 == 2",
    "'a' == 'b'",
    "'a' != 'a' || false",
    "(false) && github.ref == 'x'",
)
PERHAPS = (
    "always()",
    "true",
    "${{ false || always() }}",
    "'a' == 'a'",
    "github.event_name == 'x'",
    "contains('a && false', 'b')",
    "${{ !cancelled() }}",
    "!(false)",
    "(" * 20 + "false" + ")" * 20,
)
NEEDS = "  after:\n    needs: [test]\n    runs-on: x\n    steps: [{run: pytest}]\n"


@pytest.mark.parametrize(("command", "outcome"), RUNS.items())
def test_a_command_runs(check, command, outcome):
    assert check("ci", {WORKFLOW: workflow(f'[{{run: "{command}"}}]')}, runs=["pytest"]).outcome is outcome


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({WORKFLOW: workflow("[{name: pytest, run: make}]")}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: pytest, if: false}]")}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: pytest, if: '${{ false }}'}]")}, Outcome.FAILED),
        ({WORKFLOW: workflow(job="if: false")}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{uses: 'a/pytest@v1'}]")}, Outcome.FAILED),
        *(({WORKFLOW: workflow(f'[{{run: pytest, if: "{text}"}}]')}, Outcome.FAILED) for text in NEVER),
        *(({WORKFLOW: workflow(job=f'if: "{text}"')}, Outcome.FAILED) for text in NEVER),
        *(({WORKFLOW: workflow(f'[{{run: pytest, if: "{text}"}}]')}, Outcome.PASSED) for text in PERHAPS),
        ({WORKFLOW: workflow("[{run: pytest, continue-on-error: true}]")}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: pytest, continue-on-error: '${{ matrix.x }}'}]")}, Outcome.PASSED),
        ({WORKFLOW: workflow(job="continue-on-error: true")}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: ls}]", job="if: false") + NEEDS}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: ls}]", job="if: false") + NEEDS + "    if: always()\n"}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: $TOOL -q}]", extra="env: {TOOL: pytest}")}, Outcome.PASSED),
        ({".gitlab-ci.yml": "a: {script: pytest, allow_failure: true}"}, Outcome.FAILED),
        ({".gitlab-ci.yml": "a: {script: ls, after_script: [pytest]}"}, Outcome.FAILED),
        ({".gitlab-ci.yml": "a: {script: pytest, allow_failure: {exit_codes: 1}}"}, Outcome.FAILED),
        ({".gitlab-ci.yml": "a: {script: pytest, when: manual}"}, Outcome.FAILED),
        ({".gitlab-ci.yml": "a: {script: pytest, when: manual, allow_failure: false}"}, Outcome.PASSED),
        ({".gitlab-ci.yml": "a: {script: pytest, rules: [{when: on_success, allow_failure: true}]}"}, Outcome.FAILED),
        (
            {".gitlab-ci.yml": "a: {script: pytest, rules: [{if: $X, allow_failure: true}, {when: on_success}]}"},
            Outcome.PASSED,
        ),
        ({".gitlab-ci.yml": "a: {script: pytest | tee log}"}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: pytest | tee log, shell: bash}]")}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: pytest | tee log, shell: sh}]")}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: pytest | tee log}]", extra="defaults: {run: {shell: bash}}")}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: make -i}]"), "Makefile": "a:\n\tpytest\n"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: make -ki a}]"), "Makefile": "a:\n\tpytest\n"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: make -n}]"), "Makefile": "a:\n\tpytest\n"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: make --dry-run a}]"), "Makefile": "a:\n\tpytest\n"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: make -k -j4}]"), "Makefile": "a:\n\tpytest\n"}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: make}]"), "Makefile": "a:\n\tpytest\n.IGNORE:\n"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: make}]"), "Makefile": ".IGNORE: a b\na:\n\tpytest\n"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: make}]"), "Makefile": ".IGNORE: b\na: b\n\tpytest\nb:\n\tls\n"}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: make}]"), "Makefile": "a:\n\tpytest\na:\n\tls\n"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: make}]"), "Makefile": "a:\n\tpytest\na: b\nb:\n"}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: make}]"), "Makefile": "a::\n\tpytest\na::\n\tls\n"}, Outcome.PASSED),
        (
            {WORKFLOW: workflow("[{run: tox}]"), "tox.ini": "[testenv]\ncommands = pytest\nignore_outcome = true\n"},
            Outcome.FAILED,
        ),
        ({"azure-pipelines.yml": "steps: [{script: pytest, continueOnError: true}]"}, Outcome.FAILED),
        ({"azure-pipelines.yml": "jobs: [{job: a, continueOnError: true, steps: [{script: pytest}]}]"}, Outcome.FAILED),
        ({"azure-pipelines.yml": "steps: [{script: a, continueOnError: true}, {script: pytest}]"}, Outcome.PASSED),
        ({"azure-pipelines.yml": "steps: [{script: pytest, condition: 'false'}]"}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: 'pytest()', shell: python}]")}, Outcome.FAILED),
        ({WORKFLOW: workflow(on="\n  push:\n    # pull_request\n", extra="name: pytest")}, Outcome.PASSED),
        (
            {WORKFLOW: workflow("[{run: '${{ matrix.tool }} -q'}]", job="strategy: {matrix: {tool: [tox, pytest]}}")},
            Outcome.PASSED,
        ),
        (
            {WORKFLOW: workflow("[{run: '${{ matrix.a.cmd }}'}]", job="strategy: {matrix: {a: [{cmd: pytest}]}}")},
            Outcome.PASSED,
        ),
        (
            {WORKFLOW: workflow("[{run: '${{ matrix.c }}'}]", job="strategy: {matrix: {include: [{c: pytest}]}}")},
            Outcome.PASSED,
        ),
        ({WORKFLOW: workflow("[{run: '${{ env.RUN }}'}]", extra="env: {RUN: pytest -q}")}, Outcome.PASSED),
        ({WORKFLOW: workflow("[{run: '${{ inputs.x }}'}]")}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: ls}]"), ".github/workflows/b.yaml": workflow()}, Outcome.PASSED),
        ({WORKFLOW: workflow("*s", extra="x: &s [{run: pytest}]")}, Outcome.PASSED),
        ({"docs/ci.yml": workflow(), WORKFLOW: workflow("[]")}, Outcome.FAILED),
        ({".github/workflows/ci.yml.disabled": workflow()}, Outcome.FAILED),
        ({WORKFLOW: workflow("[{run: ls}]", job="uses: o/r/.github/workflows/x.yml@main")}, Outcome.ERRORED),
        ({WORKFLOW: "on: [push\n"}, Outcome.ERRORED),
        ({WORKFLOW: "on: push\n"}, Outcome.ERRORED),
        ({WORKFLOW: "on: push\njobs: [1]\n", ".github/workflows/b.yml": workflow()}, Outcome.PASSED),
        ({WORKFLOW: "on: push\njobs: {a: {steps: [1, {run: [1]}, {uses: 2}]}, b: 3}\n"}, Outcome.FAILED),
    ],
)
def test_jobs_and_steps(check, files, outcome):
    assert check("ci", files, runs=["pytest"]).outcome is outcome


MAKEFILE = "PYTHON ?= python3\n.PHONY: test\n\nlint:\n\truff check\n\n"
MAKEFILE += "test: unit lint\nunit: ; $(PYTHON) -m pytest\nclean:\n\trm -rf pytest\n"


@pytest.mark.parametrize(
    ("command", "files", "message"),
    [
        ("make test", {"Makefile": MAKEFILE}, "python3 -m pytest (through make test of Makefile)"),
        (
            "make -C sub -j2 V=1 unit",
            {"sub/Makefile": MAKEFILE},
            "python3 -m pytest (through make unit of sub/Makefile)",
        ),
        ("make", {"Makefile": "all:\n\t@pytest -q\n"}, "pytest -q (through make all of Makefile)"),
        (
            "npm test",
            {"package.json": '{"scripts": {"test": "pytest"}}'},
            "pytest (through the script test of package.json)",
        ),
        (
            "npm run ci -- -x",
            {"package.json": '{"scripts": {"preci": "pytest", "ci": "x"}}'},
            "pytest (through the script ci",
        ),
        ("yarn check:all", {"package.json": '{"scripts": {"check:all": "a && pytest"}}'}, "pytest (through the script"),
        ("pnpm run t", {"package.json": '{"scripts": {"t": "pytest"}}'}, "pytest (through the script t"),
        ("bun run t", {"package.json": '{"scripts": {"t": "pytest"}}'}, "pytest (through the script t"),
        ("tox", {"tox.ini": "[testenv]\ncommands =\n    pytest {posargs}\n"}, "pytest (through tox of tox.ini)"),
        (
            "tox -e py",
            {"tox.ini": "[testenv:py]\ncommands = py: {envpython} -m pytest\n"},
            "python -m pytest (through tox",
        ),
        (
            "uvx tox",
            {"pyproject.toml": "[tool.tox.env_run_base]\ncommands = [['pytest', '-q']]\n"},
            "pytest -q (through tox of",
        ),
        (
            "nox -s unit",
            {"noxfile.py": "@nox.session\ndef unit(session):\n    session.run('pytest', *session.posargs)\n"},
            "pytest (through nox of noxfile.py)",
        ),
        (
            "just test",
            {"justfile": "x := '1'\ntest *args: build\n    @pytest -q\nbuild:\n    b\n"},
            "pytest -q (through just test of",
        ),
        ("./ci/test.sh", {"ci/test.sh": "#!/bin/sh\npytest\n"}, "pytest (through ci/test.sh)"),
        ("bash ci/test.sh", {"ci/test.sh": "pytest\n"}, "pytest (through ci/test.sh)"),
    ],
)
def test_one_step_is_followed(check, command, files, message):
    finding = check("ci", {WORKFLOW: workflow(f"[{{run: {command}}}]"), **files}, runs=["pytest"])
    assert finding.outcome is Outcome.PASSED, finding.message
    assert finding.message.startswith(f"{WORKFLOW}, job test runs {message}")


CHAIN = '{"scripts": {"a": "npm run b", "b": "npm run c", "c": "pytest", "d": "npm run a", "r": "npm run r"}}'
WITH_CHAIN = {"package.json": CHAIN, "Makefile": "a:\n\tnpm run b\nb:\n\t-npm run c\n", "ci.sh": "make a\n"}


@pytest.mark.parametrize(
    ("command", "outcome", "message"),
    [
        ("npm run a", Outcome.PASSED, "pytest (through the script c of package.json)"),
        ("make a", Outcome.PASSED, "pytest (through the script c of package.json)"),
        ("npm run d", Outcome.FAILED, "no job"),
        ("./ci.sh", Outcome.FAILED, "no job"),
        ("npm run r", Outcome.FAILED, "no job"),
        ("make b", Outcome.FAILED, "its failure is ignored"),
    ],
    ids=["a script's script", "through a task", "too far", "too far through a task", "in a circle", "ignored"],
)
def test_scripts_that_start_scripts(check, command, outcome, message):
    finding = check("ci", {WORKFLOW: workflow(f"[{{run: {command}}}]"), **WITH_CHAIN}, runs=["pytest"])
    assert (finding.outcome, message in finding.message) == (outcome, True), finding.message


PACKAGES = {
    "pnpm-workspace.yaml": "packages: [apps/*, '!apps/x', ../out]\n",
    "package.json": '{"scripts": {"t": "turbo run t --all -- --u", "u": "turbo t || true", "n": "nx run-many -t t,v"}}',
    "apps/a/package.json": '{"scripts": {"t": "pytest -q", "u": "x"}}',
}
NPM = {"package.json": '{"workspaces": {"packages": ["a"]}}', "a/package.json": '{"scripts": {"t": "pytest"}}'}
COMPOSER = {
    "composer.json": '{"scripts": {"t": ["@php -v", "@u", "@t"], "u": "pytest", "install": "pytest", "v": "@w"}}'
}


@pytest.mark.parametrize(
    ("command", "files", "via"),
    [
        ("pnpm run t", PACKAGES, "the script t of package.json"),
        ("pnpm run n", PACKAGES, "the script n of package.json"),
        ("npx turbo run t", PACKAGES, "the scripts t of the packages"),
        ("turbo u t", PACKAGES, "the scripts u and t of the packages"),
        ("pnpm -r run t", PACKAGES, "the scripts t of the packages"),
        ("nx affected --target=t --parallel", PACKAGES, "the scripts t of the packages"),
        ("npm run t --workspaces", NPM, "the scripts t of the packages"),
        ("yarn workspaces foreach -A run t", NPM, "the scripts t of the packages"),
        ("lerna run t", NPM, "the scripts t of the packages"),
        ("composer t", COMPOSER, "the script t of composer.json"),
        ("composer run-script u", COMPOSER, "the script u of composer.json"),
        ("pnpm run u", PACKAGES, ""),
        ("turbo run u", PACKAGES, ""),
        ("turbo run v -- t", PACKAGES, ""),
        ("turbo run t", {"apps/a/package.json": PACKAGES["apps/a/package.json"]}, ""),
        ("nx test t", PACKAGES, ""),
        ("nx run-many --all", PACKAGES, ""),
        ("lerna publish t", NPM, ""),
        ("yarn workspaces list t", NPM, ""),
        ("composer install", COMPOSER, ""),
        ("composer v", COMPOSER, ""),
        ("composer", COMPOSER, ""),
    ],
)
def test_scripts_of_packages_and_of_composer_are_followed(check, command, files, via):
    finding = check("ci", {WORKFLOW: workflow(f"[{{run: {command}}}]"), **files}, runs=["pytest"])
    assert finding.outcome is (Outcome.PASSED if via else Outcome.FAILED), finding.message
    assert f"(through {via})" in finding.message or not via


@pytest.mark.parametrize(
    ("command", "files", "outcome"),
    [
        ("make lint", {"Makefile": MAKEFILE}, Outcome.FAILED),
        ("make clean", {"Makefile": MAKEFILE}, Outcome.FAILED),
        ("make test", {}, Outcome.FAILED),
        ("make absent", {"Makefile": MAKEFILE}, Outcome.FAILED),
        ("make test", {"Makefile": "# test:\n#\tpytest\ntest:\n\techo pytest\n"}, Outcome.FAILED),
        ("npm install", {"package.json": '{"scripts": {"install": "pytest"}}'}, Outcome.FAILED),
        ("npm test", {"package.json": '{"scripts": {"lint": "pytest"}}'}, Outcome.FAILED),
        ("npm test", {"package.json": "{"}, Outcome.ERRORED),
        ("npm test", {"package.json": "[]"}, Outcome.FAILED),
        ("tox -e lint", {"tox.ini": "[testenv:py]\ncommands = pytest\n"}, Outcome.FAILED),
        ("tox", {"tox.ini": "[tox"}, Outcome.ERRORED),
        ("nox -s lint", {"noxfile.py": "def unit(session):\n    session.run('pytest')\n"}, Outcome.FAILED),
        ("nox", {"noxfile.py": "def unit(\n"}, Outcome.ERRORED),
        ("just lint", {"justfile": "lint:\n  x\ntest:\n  pytest\n"}, Outcome.FAILED),
        ("sh ../../x.sh", {}, Outcome.FAILED),
        ("make -C ../.. test", {}, Outcome.FAILED),
        ("make a", {"Makefile": "a: b\nb: a\n\tx\n"}, Outcome.FAILED),
    ],
)
def test_what_is_followed_may_not_run_it(check, command, files, outcome):
    finding = check("ci", {WORKFLOW: workflow(f"[{{run: {command}}}]"), **files}, runs=["pytest"])
    assert finding.outcome is outcome, finding.message


REUSED = {
    WORKFLOW: "on: [pull_request]\njobs:\n  call:\n    uses: ./.github/workflows/reused.yml\n",
    ".github/workflows/reused.yml": workflow("[{run: make test}]", on="workflow_call"),
    "Makefile": MAKEFILE,
}
COMPOSITE = {
    WORKFLOW: workflow("[{uses: ./.github/actions/test}]"),
    ".github/actions/test/action.yml": "runs: {using: composite, steps: [{run: pytest, shell: bash}]}\n",
}


@pytest.mark.parametrize("own", ["./", "$/"])
def test_a_reusable_workflow_runs_on_its_callers_triggers(check, own):
    files = {**REUSED, WORKFLOW: REUSED[WORKFLOW].replace("./", own)}
    finding = check("ci", files, runs=["pytest"], on=["pull_request"])
    assert finding == passed(
        ".github/workflows/reused.yml, job test, called by .github/workflows/ci.yml runs python3 -m pytest"
        " (through make test of Makefile) on pull_request"
    )


@pytest.mark.parametrize("own", ["./", "$/"])
def test_a_composite_action_is_followed(check, own):
    files = {**COMPOSITE, WORKFLOW: COMPOSITE[WORKFLOW].replace("./", own)}
    finding = check("ci", files, runs=["pytest"])
    assert finding == passed(f"{WORKFLOW}, job test runs pytest (through .github/actions/test/action.yml)")


TRIGGERS = [
    ("[push, pull_request]", "", ["pull_request"], Outcome.PASSED),
    ("push", "", ["pull_request"], Outcome.FAILED),
    ("{push: {branches: [main]}, schedule: [{cron: x}]}", "", ["push", "schedule"], Outcome.PASSED),
    ("{push: {tags: ['v*']}}", "", ["push"], Outcome.FAILED),
    ("{push: {tags: ['v*']}}", "", ["tag"], Outcome.PASSED),
    ("{pull_request: {types: [closed, labeled]}}", "", ["pull_request"], Outcome.FAILED),
    ("{pull_request: {types: [opened, synchronize]}}", "", ["pull_request"], Outcome.PASSED),
    ("{pull_request: }", "", ["merge_request"], Outcome.PASSED),
    ("{workflow_dispatch: }", "", ["manual"], Outcome.PASSED),
    ("[push, pull_request]", "if: github.event_name == 'push'", ["pull_request"], Outcome.FAILED),
    ("[push, pull_request]", "if: ${{ github.event_name != 'push' }}", ["pull_request"], Outcome.PASSED),
    ("pull_request_target", "", ["pull_request"], Outcome.FAILED),
]


@pytest.mark.parametrize(("on", "job", "asked", "outcome"), TRIGGERS)
def test_triggers(check, on, job, asked, outcome):
    files = {WORKFLOW: workflow(on=on, job=job)}
    assert check("ci", files, on=asked).outcome is outcome
    assert check("ci", files, on=asked, runs=["pytest"]).outcome is outcome


def test_the_same_job_must_have_trigger_and_command(check):
    files = {WORKFLOW: workflow(on="push"), ".github/workflows/b.yml": workflow("[{run: make}]", on="pull_request")}
    assert check("ci", files, on=["pull_request"], runs=["pytest"]) == failed(
        "no job that runs on pull_request in .github/workflows/b.yml, .github/workflows/ci.yml has pytest"
        " (1 command looked at)"
    )


TAGS = "{tags: {only: x}, branches: {ignore: /.*/}}"
OTHERS = {
    ".gitlab-ci.yml": [
        ("test: {script: [pytest]}", ["push"], Outcome.PASSED),
        ("test: {script: [pytest]}", ["pull_request"], Outcome.FAILED),
        (".test: {script: [pytest]}\na: {script: ls}", [], Outcome.FAILED),
        (".t: {script: [pytest]}\na: {extends: .t}", [], Outcome.PASSED),
        (".t: {script: [pytest]}\na: {extends: [.t], script: [ls]}", [], Outcome.FAILED),
        (".t: {script: [ls, pytest]}\na: {script: [!reference [.t, script]]}", [], Outcome.PASSED),
        ("default: {before_script: [pytest]}\na: {script: ls}", [], Outcome.PASSED),
        ("before_script: [pytest]\na: {before_script: [], script: ls}", [], Outcome.FAILED),
        ("default: {before_script: [pytest]}\na: {inherit: {default: false}, script: ls}", [], Outcome.FAILED),
        ("a: {script: [[ls, [pytest]]]}", [], Outcome.PASSED),
        ("a: {script: pytest, rules: [{when: never}]}", [], Outcome.FAILED),
        ("a: {script: pytest, when: never}\nb: {script: ls}", [], Outcome.FAILED),
        ("a: {script: pytest, only: [merge_requests]}", ["merge_request"], Outcome.PASSED),
        ("a: {script: pytest, only: {refs: [tags]}}", ["tag"], Outcome.PASSED),
        ("a: {script: pytest, except: [tags]}", ["tag"], Outcome.FAILED),
        (
            "a: {script: pytest, rules: [{if: $CI_PIPELINE_SOURCE == 'merge_request_event'}]}",
            ["pull_request"],
            Outcome.PASSED,
        ),
        ("a: {script: pytest, rules: [{if: $CI_COMMIT_TAG}]}", ["pull_request"], Outcome.FAILED),
        ("workflow: {rules: [{if: $CI_MERGE_REQUEST_IID}]}\na: {script: pytest}", ["pull_request"], Outcome.PASSED),
        ("spec: {inputs: {x: }}\n---\na: {script: pytest}", [], Outcome.PASSED),
        ("include: {project: a/b, file: c}\na: {script: ls}", [], Outcome.ERRORED),
        ("include: {local: /inc.yml}\na: {script: ls}", [], Outcome.PASSED),
        ("variables: {A: pytest}\n", [], Outcome.ERRORED),
        ("a: {extends: a, script: ls}", [], Outcome.FAILED),
    ],
    ".circleci/config.yml": [
        ("jobs: {build: {steps: [checkout, {run: pytest}]}}", ["push"], Outcome.PASSED),
        ("jobs: {t: {steps: [{run: {command: pytest}}]}}\nworkflows: {w: {jobs: [t]}}", [], Outcome.PASSED),
        ("jobs: {t: {steps: [{run: pytest}]}, u: {steps: []}}\nworkflows: {w: {jobs: [u]}}", [], Outcome.FAILED),
        ("commands: {c: {steps: [{run: pytest}]}}\njobs: {build: {steps: [c]}}", [], Outcome.PASSED),
        ("jobs: {build: {steps: [{run: {name: pytest, command: ls}}]}}", [], Outcome.FAILED),
        ("jobs: {build: {steps: [{when: {condition: true, steps: [{run: pytest}]}}]}}", [], Outcome.PASSED),
        ("jobs: {build: {steps: [{when: {condition: false, steps: [{run: pytest}]}}]}}", [], Outcome.FAILED),
        ("orbs: {a: b/c@1.2.3}\njobs: {build: {steps: [a/test]}}", [], Outcome.ERRORED),
        (
            "jobs: {t: {steps: [{run: pytest}]}}\nworkflows: {w: {triggers: [{schedule: {cron: x}}], jobs: [{t: {}}]}}",
            ["schedule"],
            Outcome.PASSED,
        ),
        ("jobs: {t: {steps: [{run: pytest}]}}\nworkflows: {w: {when: false, jobs: [t]}}", [], Outcome.FAILED),
        ("setup: true\njobs: {build: {steps: []}}", [], Outcome.ERRORED),
        (
            f"jobs: {{t: {{steps: [{{run: pytest}}]}}}}\nworkflows: {{w: {{jobs: [{{t: {{filters: {TAGS}}}}}]}}}}",
            ["tag"],
            Outcome.PASSED,
        ),
        ("version: 2.1\n", [], Outcome.ERRORED),
    ],
    "azure-pipelines.yml": [
        ("steps: [{script: pytest}]", ["pull_request"], Outcome.PASSED),
        ("pr: none\nsteps: [{script: pytest}]", ["pull_request"], Outcome.FAILED),
        ("steps: [{bash: pytest, displayName: x}]", [], Outcome.PASSED),
        ("steps: [{script: ls, displayName: pytest}]", [], Outcome.FAILED),
        ("steps: [{script: pytest, enabled: false}]", [], Outcome.FAILED),
        ("stages: [{stage: a, jobs: [{job: b, steps: [{script: pytest}]}]}]", [], Outcome.PASSED),
        ("stages: [{stage: a, condition: false, jobs: [{job: b, steps: [{script: pytest}]}]}]", [], Outcome.FAILED),
        ("jobs: [{deployment: d, strategy: {runOnce: {deploy: {steps: [{script: pytest}]}}}}]", [], Outcome.PASSED),
        ("steps: [{task: CmdLine@2, inputs: {script: pytest}}]", [], Outcome.PASSED),
        ("steps: [{'${{ if true }}': [{script: pytest}]}]", [], Outcome.PASSED),
        ("steps: [{template: inc.yml}]", [], Outcome.PASSED),
        ("steps: [{template: x.yml@other}]", [], Outcome.ERRORED),
        ("extends: {template: inc.yml}", [], Outcome.PASSED),
        ("extends: {template: /inc.yml}", [], Outcome.PASSED),
        ("trigger: none\nschedules: [{cron: x}]\nsteps: [{pwsh: pytest}]", ["schedule"], Outcome.PASSED),
        ("steps: [{task: DotNetCoreCLI@2, inputs: {command: test}}]", [], Outcome.FAILED),
        ("steps: [{task: Other@1}]", [], Outcome.FAILED),
        ("stages: [{template: ../x.yml}]", [], Outcome.ERRORED),
        ("trigger: none\n", [], Outcome.ERRORED),
    ],
    "bitbucket-pipelines.yml": [
        ("pipelines: {default: [{step: {script: [pytest]}}]}", ["push"], Outcome.PASSED),
        ("pipelines: {default: [{step: {name: pytest, script: [ls]}}]}", [], Outcome.FAILED),
        ("pipelines: {pull-requests: {'**': [{step: {script: [pytest]}}]}}", ["pull_request"], Outcome.PASSED),
        ("pipelines: {default: [{parallel: [{step: {script: [pytest]}}]}]}", [], Outcome.PASSED),
        ("pipelines: {default: [{stage: {steps: [{step: {script: [pytest]}}]}}]}", [], Outcome.PASSED),
        (
            "definitions: {steps: [{step: &t {script: [pytest]}}]}\npipelines: {default: [{step: *t}]}",
            [],
            Outcome.PASSED,
        ),
        (
            "definitions: {steps: [{step: &t {script: [pytest]}}]}\npipelines: {default: [{step: {script: [ls]}}]}",
            [],
            Outcome.FAILED,
        ),
        ("pipelines: {default: [{step: {script: [{pipe: 'a/pytest:1'}]}}]}", [], Outcome.FAILED),
        ("pipelines: {custom: {x: [{step: {after-script: [pytest]}}]}}", ["manual"], Outcome.FAILED),
        ("image: x\n", [], Outcome.ERRORED),
    ],
}
INCLUDED = {
    ".gitlab-ci.yml": {"inc.yml": "b: {script: pytest}\n"},
    "azure-pipelines.yml": {"inc.yml": "steps: [{script: pytest}]\n"},
}


@pytest.mark.parametrize(
    ("path", "text", "on", "outcome"), [(path, *case) for path, cases in OTHERS.items() for case in cases]
)
def test_other_systems(check, path, text, on, outcome):
    finding = check("ci", {path: text, **INCLUDED.get(path, {})}, runs=["pytest"], on=on)
    assert finding.outcome is outcome, finding.message


@pytest.mark.parametrize(
    ("steps", "uses", "outcome"),
    [
        ("[{uses: actions/checkout@v4}]", ["actions/checkout"], Outcome.PASSED),
        ("[{uses: github/codeql-action/analyze@v3}]", ["github/codeql-action/*"], Outcome.PASSED),
        ("[{uses: actions/checkout@v4}]", ["actions/checkout@v4"], Outcome.PASSED),
        ("[{uses: actions/checkout@v4}]", ["actions/checkout@v3"], Outcome.FAILED),
        ("[{name: actions/checkout, run: ls}]", ["actions/checkout"], Outcome.FAILED),
        ("[{uses: 'docker://alpine:3'}]", ["docker://alpine"], Outcome.FAILED),
        ("[{uses: 'docker://alpine:3'}]", ["docker://alpine:*"], Outcome.PASSED),
        ("[{uses: actions/checkout@v4, if: false}]", ["actions/checkout"], Outcome.FAILED),
    ],
)
def test_uses(check, steps, uses, outcome):
    assert check("ci", {WORKFLOW: workflow(steps)}, uses=uses).outcome is outcome


@pytest.mark.parametrize(
    ("text", "asked", "outcome"),
    [
        (workflow(extra="permissions: read-all"), "read", Outcome.PASSED),
        (workflow(extra="permissions: {contents: read}"), "read", Outcome.PASSED),
        (workflow(extra="permissions: {}"), "read", Outcome.PASSED),
        (workflow(job="permissions: {contents: read}"), "read", Outcome.PASSED),
        (workflow(), "read", Outcome.FAILED),
        (workflow(extra="permissions: write-all"), "read", Outcome.FAILED),
        (workflow(extra="permissions: {contents: read}", job="permissions: {id-token: write}"), "read", Outcome.FAILED),
        (workflow(extra="# permissions: read-all"), "read", Outcome.FAILED),
        (workflow(extra="permissions: {contents: wirte}"), "read", Outcome.FAILED),
        (workflow(extra="permissions: {packages: write}"), {"packages": "write"}, Outcome.PASSED),
        (workflow(extra="permissions: {packages: write, contents: write}"), {"packages": "write"}, Outcome.FAILED),
    ],
)
def test_permissions(check, text, asked, outcome):
    assert check("ci", {WORKFLOW: text}, permissions=asked).outcome is outcome


def test_each_workflow_must_be_permitted(check):
    files = {WORKFLOW: workflow(extra="permissions: {}"), ".github/workflows/b.yml": workflow()}
    assert check("ci", files, permissions="read") == failed(
        ".github/workflows/b.yml, job test says nothing of permissions, so that the settings of the repository decide"
    )
    assert check("ci", {**files, ".github/workflows/c.yml": "["}, permissions="read").outcome is Outcome.ERRORED


@pytest.mark.parametrize(
    ("text", "values", "outcome"),
    [
        (workflow(f"[{{uses: a/b@{SHA}}}, {{uses: ./x}}]"), {}, Outcome.PASSED),
        (workflow("[{uses: $/x}]"), {}, Outcome.PASSED),
        (workflow("[{uses: a/b@v4}]"), {}, Outcome.FAILED),
        (workflow("[{uses: a/b@0123456}]"), {}, Outcome.FAILED),
        (workflow(f"[{{uses: a/b@v4}}] # a/b@{SHA}"), {}, Outcome.FAILED),
        (workflow("[{uses: 'docker://a:1'}]"), {}, Outcome.FAILED),
        (workflow(f"[{{uses: 'docker://a@sha256:{'0' * 64}'}}]"), {}, Outcome.PASSED),
        (workflow("[]", job="container: a:1"), {}, Outcome.FAILED),
        (f"on: push\njobs: {{a: {{uses: o/r/.github/workflows/x.yml@{SHA}}}}}", {}, Outcome.PASSED),
        ("on: push\njobs: {a: {uses: o/r/.github/workflows/x.yml@v1}}", {}, Outcome.FAILED),
        (workflow("[{uses: actions/checkout@v4}]"), {"unpinned": ["actions/*"]}, Outcome.PASSED),
        (workflow("[{run: ls}]"), {}, Outcome.PASSED),
    ],
)
def test_pinned(check, text, values, outcome):
    assert check("ci", {WORKFLOW: text, "x/action.yml": "runs: {steps: []}"}, pinned=True, **values).outcome is outcome


@pytest.mark.parametrize(
    ("version", "outcome"), [("1.2.3", Outcome.PASSED), ("1", Outcome.FAILED), ("volatile", Outcome.FAILED)]
)
def test_orbs_are_pinned_by_all_three_numbers(check, version, outcome):
    text = f"orbs: {{a: b/c@{version}}}\njobs: {{build: {{steps: [a/x]}}}}\n"
    assert check("ci", {".circleci/config.yml": text}, pinned=True).outcome is outcome


HEAD = "{uses: actions/checkout@v4, with: {ref: '${{ github.event.pull_request.head.sha }}'}}"


@pytest.mark.parametrize(
    ("on", "steps", "outcome"),
    [
        ("pull_request_target", f"[{HEAD}]", Outcome.FAILED),
        ("{pull_request_target: {types: [opened]}}", f"[{HEAD}]", Outcome.FAILED),
        (
            "workflow_run",
            "[{uses: actions/checkout@v4, with: {ref: '${{ github.event.workflow_run.head_sha }}'}}]",
            Outcome.FAILED,
        ),
        ("pull_request_target", "[{uses: actions/checkout@v4, with: {ref: '${{ github.head_ref }}'}}]", Outcome.FAILED),
        (
            "pull_request_target",
            "[{uses: actions/checkout@v4, with: {repository: '${{ github.event.pull_request.head.repo.full_name }}'}}]",
            Outcome.FAILED,
        ),
        ("pull_request_target", "[{run: 'gh pr checkout ${{ github.event.number }}'}]", Outcome.FAILED),
        ("pull_request_target", "[{run: 'git fetch origin pull/12/head && git checkout FETCH_HEAD'}]", Outcome.FAILED),
        (
            "pull_request_target",
            "[{env: {R: '${{ github.head_ref }}'}, run: 'git checkout ${{ env.R }}'}]",
            Outcome.FAILED,
        ),
        (
            "pull_request_target",
            "[{uses: actions/checkout@v4, env: {R: x}, with: {ref: 'refs/pull/${{ github.event.number }}/merge'}}]",
            Outcome.FAILED,
        ),
        ("pull_request_target", "[{uses: actions/checkout@v4}]", Outcome.PASSED),
        ("pull_request_target", "[{uses: actions/labeler@v5}]", Outcome.PASSED),
        ("pull_request_target", f"[{{uses: actions/checkout@v4}}] # {HEAD}", Outcome.PASSED),
        ("pull_request", f"[{HEAD}]", Outcome.PASSED),
        ("push", "[{run: git checkout main}]", Outcome.PASSED),
    ],
)
def test_a_privileged_job_and_a_strangers_code(check, on, steps, outcome):
    assert check("ci", {WORKFLOW: workflow(steps, on=on)}, no_head_checkout=True).outcome is outcome


def test_a_privileged_caller_makes_a_reusable_workflow_privileged(check):
    files = {WORKFLOW: REUSED[WORKFLOW].replace("pull_request", "pull_request_target")}
    files[".github/workflows/reused.yml"] = workflow(f"[{HEAD}]", on="workflow_call")
    finding = check("ci", files, no_head_checkout=True)
    assert "runs on pull_request_target and checks out the pull request's code" in finding.message


@pytest.mark.parametrize(
    ("files", "values", "message"),
    [
        ({}, {"runs": ["x"]}, "no CI file is there"),
        ({"x.yml": ""}, {"paths": ["y.yml"], "runs": ["x"]}, "y.yml does not exist"),
        ({WORKFLOW: workflow()}, {"paths": [WORKFLOW, "y.yml"], "runs": ["x"]}, "y.yml does not exist"),
        ({".gitlab-ci.yml": "a: {script: x}"}, {"permissions": "read"}, "no GitHub workflow is there"),
        ({".gitlab-ci.yml": "a: {script: x}"}, {"pinned": True}, "no GitHub workflow or CircleCI"),
    ],
)
def test_nothing_to_look_at_is_a_failure(check, files, values, message):
    finding = check("ci", files, **values)
    assert finding.outcome is Outcome.FAILED
    assert finding.message.startswith(message)


def test_any_of_several(check):
    files = {WORKFLOW: workflow("[{run: cargo test}, {uses: a/b@v1}]")}
    assert check("ci", files, runs=["pytest", "cargo test"], uses=["x/y"], match="any").outcome is Outcome.PASSED
    assert check("ci", files, runs=["pytest", "cargo test"]).outcome is Outcome.FAILED


BAD = {
    "empty": b"",
    "list": b"[1]",
    "binary": b"\0\1",
    "latin": b"a: \xe9",
    "cycle": b"a: &a [*a]",
    "deep": b"[" * 10_000,
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("path", [WORKFLOW, *OTHERS])
def test_bad_files_are_errored(check, path, name):
    for values in ({"runs": ["x"]}, {"permissions": "read"}, {"pinned": True}, {"no_head_checkout": True}):
        assert check("ci", {path: BAD[name]}, **values).outcome is Outcome.ERRORED


def test_a_file_of_no_known_system(check):
    assert check("ci", {"x.yml": "a: 1"}, paths=["x.yml"], pinned=True).outcome is Outcome.ERRORED


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "ci asks for nothing: give runs, uses, on, permissions, pinned or no_head_checkout"),
        ({"runs": ["("]}, "not a regular expression: missing ), unterminated subpattern at character 1"),
        ({"runs": ["x"], "unpinned": ["a"]}, "`unpinned` says what `pinned: true` leaves out"),
    ],
)
def test_ci_refuses(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("ci", **values)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("github.event_name == 'push'", {"push"}),
        ("github.event_name != 'pull_request'", {"push"}),
        ("github.event_name == 'push' && github.actor != 'bot'", {"push"}),
        ("github.event_name == 'push' || github.event_name == 'pull_request'", {"push", "pull_request"}),
        ("${{ (github.event_name == 'push') && always() }}", {"push"}),
        ("github.ref == 'refs/heads/main'", {"push"}),
        ("startsWith(github.ref, 'refs/tags/')", {"push"}),
        ("github.ref != 'refs/heads/main'", {"push", "pull_request"}),
    ],
)
def test_a_condition_leaves_out_triggers(check, condition, kept):
    step = workflow(f'[{{run: pytest, if: "{condition}"}}]')
    job = workflow(job=f'if: "{condition}"')
    for text in (step, job):
        found = {
            name
            for name in ("push", "pull_request")
            if check("ci", {WORKFLOW: text}, runs=["pytest"], on=[name]).outcome is Outcome.PASSED
        }
        assert found == kept


def test_ci_without_any_job_that_runs(check):
    files = {".gitlab-ci.yml": "workflow: {rules: [{when: never}]}\na: {script: pytest}\n"}
    assert check("ci", files, runs=["pytest"]) == failed("no job of .gitlab-ci.yml ever runs")


def test_a_failure_that_is_ignored_is_told_and_can_be_allowed(check):
    files = {WORKFLOW: workflow("[{run: make test}]"), "Makefile": "test:\n\t-pytest\n"}
    finding = check("ci", files, runs=["pytest"])
    assert finding == failed(
        f"{WORKFLOW}, job test runs pytest (through make test of Makefile), but its failure is ignored"
    )
    assert check("ci", files, runs=["pytest"], may_fail=True).outcome is Outcome.PASSED


def test_a_version_may_be_asked_for(check):
    assert check("ci", {WORKFLOW: workflow("[{run: go --version}]")}, runs=["go --version"]).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("tox -e lint", Outcome.FAILED),
        ("tox -e py", Outcome.PASSED),
        ("tox", Outcome.PASSED),
        ("npm --prefix web test", Outcome.PASSED),
        ("npm test --prefix=web", Outcome.PASSED),
        ("yarn --cwd web test", Outcome.PASSED),
        ("pnpm -C web test", Outcome.PASSED),
        ("npm --prefix other test", Outcome.FAILED),
    ],
)
def test_the_environment_and_the_folder_that_are_named(check, command, outcome):
    files = {
        WORKFLOW: workflow(f"[{{run: '{command}'}}]"),
        "tox.ini": "[testenv]\ncommands = pytest\n[testenv:lint]\ncommands = ruff check\n",
        "web/package.json": '{"scripts": {"test": "pytest"}}',
    }
    assert check("ci", files, runs=["pytest"]).outcome is outcome


@pytest.mark.parametrize(
    ("path", "text", "on"),
    [
        (".gitlab-ci.yml", "t: {script: pytest, when: manual}", "push"),
        (".gitlab-ci.yml", "t: {script: pytest, rules: [{when: manual}]}", "push"),
        (".gitlab-ci.yml", "workflow: {rules: [{when: never}]}\nt: {script: pytest}", ""),
        (
            ".circleci/config.yml",
            "jobs: {b: {steps: [{run: {command: pytest, when: on_fail}}]}}\nworkflows: {w: {jobs: [b]}}",
            "",
        ),
        ("azure-pipelines.yml", "steps:\n- ${{ if false }}:\n  - script: pytest\n", ""),
        ("azure-pipelines.yml", "jobs: [{job: a, condition: 'and(false, x())', steps: [{script: pytest}]}]", ""),
        ("azure-pipelines.yml", "trigger: {tags: {include: [v*]}}\nsteps: [{script: pytest}]", "push"),
        ("bitbucket-pipelines.yml", "pipelines: {default: [{step: {trigger: manual, script: [pytest]}}]}", "push"),
    ],
)
def test_what_does_not_run_in_other_systems(check, path, text, on):
    assert check("ci", {path: text}, runs=["pytest"], on=[on] if on else []).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitlab-ci.yml", "variables: {T: {value: pytest}}\nt: {script: ['$T -q']}"),
        (".gitlab-ci.yml", "t: {variables: {T: pytest}, script: ['${T} -q']}"),
        ("azure-pipelines.yml", "variables: {T: pytest}\nsteps: [{script: $(T) -q}]"),
        ("azure-pipelines.yml", "variables: [{name: T, value: pytest}]\nsteps: [{script: $(T) -q}]"),
        ("azure-pipelines.yml", "trigger: {tags: {include: [v*]}}\nsteps: [{script: pytest}]"),
    ],
)
def test_variables_of_other_systems(check, path, text):
    assert check("ci", {path: text}, runs=["pytest"]).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ("with: {ref: \"${{ github.event['pull_request']['head'].sha }}\"}", Outcome.FAILED),
        ("with: {ref: '${{ needs.a.outputs.sha }}'}", Outcome.ERRORED),
        ("with: {ref: '${{ github.head_ref }}'}, if: \"github.event_name == 'pull_request'\"", Outcome.PASSED),
        ("with: {ref: '${{ github.head_ref }}'}, if: \"github.event_name == 'pull_request_target'\"", Outcome.FAILED),
    ],
)
def test_checkouts_of_a_privileged_job(check, steps, outcome):
    text = workflow(f"[{{uses: actions/checkout@v4, {steps}}}]", on="[pull_request, pull_request_target]")
    assert check("ci", {WORKFLOW: text}, no_head_checkout=True).outcome is outcome


@pytest.mark.parametrize("command", ["git clone -b ${{ github.head_ref }} x", "hub pr checkout 4"])
def test_commands_that_get_the_head(check, command):
    text = workflow(f"[{{run: '{command}'}}]", on="pull_request_target")
    assert check("ci", {WORKFLOW: text}, no_head_checkout=True).outcome is Outcome.FAILED


def test_actions_of_the_repository_are_pinned_too(check):
    finding = check("ci", {WORKFLOW: workflow("[{uses: ./a}]")}, pinned=True)
    assert finding == failed(f"{WORKFLOW}: ./a is not in the repository, so that nobody sees what it uses")
    docker = {"a/action.yml": "runs: {using: docker, image: 'docker://alpine:3'}"}
    assert check("ci", {WORKFLOW: workflow("[{uses: ./a}]"), **docker}, pinned=True).outcome is Outcome.FAILED
    assert check("ci", {WORKFLOW: workflow(f"[{{uses: a/b@{SHA.upper()}}}]")}, pinned=True).outcome is Outcome.PASSED


def test_empty_permissions_say_nothing(check):
    assert check("ci", {WORKFLOW: workflow(extra="permissions:")}, permissions="read").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("bin/shell", Outcome.PASSED),
        ("./bin/shell -v", Outcome.PASSED),
        ("bash bin/plain", Outcome.PASSED),
        ("bin/plain", Outcome.FAILED),
        ("bin/python", Outcome.FAILED),
        ("bin/none", Outcome.FAILED),
    ],
)
def test_scripts_without_a_suffix_are_followed(check, command, outcome):
    files = {
        WORKFLOW: workflow(f"[{{run: '{command}'}}]"),
        "bin/shell": "#!/usr/bin/env bash\npytest\n",
        "bin/plain": "pytest\n",
        "bin/python": "#!/usr/bin/env python3\npytest\n",
    }
    assert check("ci", files, runs=["pytest"]).outcome is outcome


WEB = {
    "web/package.json": '{"scripts": {"build": "cd ../api && make t", "unit": "pytest", "preunit": "cd .."}}',
    "api/Makefile": "t:\n\tcd x && y\n\tpytest -q\nu:\n\tcd ../web && $(MAKE) -C ../web unit\n"
    "w:\n\tcd .. && $(MAKE) root\nv:\n\t@( cd ../web; yarn unit )\n",
    "Makefile": "root:\n\tpytest\n",
    "justfile": "a:\n  #!/bin/sh\n  cd web\n  yarn unit\nb:\n  cd web\n  yarn unit\n",
}


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("cd web && yarn unit", Outcome.PASSED),
        ("cd web\nyarn unit", Outcome.PASSED),
        ("cd -P ./web/ || exit 1; yarn unit", Outcome.PASSED),
        ("cd web; yarn build", Outcome.PASSED),
        ("pushd web > x; popd; make root", Outcome.PASSED),
        ("cd web; cd -; make root", Outcome.PASSED),
        ("cd web; cd ..; make root", Outcome.PASSED),
        ("(cd web && x); make root", Outcome.PASSED),
        ("f() { cd web; yarn unit; }\nf", Outcome.PASSED),
        ("f() { cd web; x; }\nf\nmake root", Outcome.PASSED),
        ("if cd web; then yarn unit; fi", Outcome.PASSED),
        ("cd api && make u", Outcome.FAILED),
        ("cd api && make v", Outcome.PASSED),
        ("cd api && make w", Outcome.PASSED),
        ("cd api && make t", Outcome.PASSED),
        ("cd web && bash -c 'cd ../api && make t'", Outcome.PASSED),
        ('cd "$HOME"; make root', Outcome.PASSED),
        ('cd "$D"; cd ..; make root', Outcome.PASSED),
        ("popd; make root", Outcome.PASSED),
        (f"cd {'a/' * 600}; cd b; make root", Outcome.PASSED),
        ("just a", Outcome.PASSED),
        ("just b", Outcome.FAILED),
        ("yarn unit", Outcome.FAILED),
        ("cd web; popd; yarn unit", Outcome.FAILED),
        ("(cd web); yarn unit", Outcome.FAILED),
        ("cd web && make root", Outcome.FAILED),
        ("cd ../web && yarn unit", Outcome.FAILED),
        ("false && cd web; yarn unit", Outcome.FAILED),
        ("git clone x; cd x && make root", Outcome.FAILED),
    ],
)
def test_commands_run_where_cd_leads(check, command, outcome):
    steps = f"[{{run: {json.dumps(command)}}}]"
    finding = check("ci", {WORKFLOW: workflow(steps), **WEB}, runs=["pytest"])
    assert finding.outcome is outcome, finding.message
