"""`value` over every structured format: what is selected, what is asked of it, and what no file may do to it."""

from __future__ import annotations

import msgspec
import pytest

from mdcheck.results.outcome import Outcome, errored, failed, passed

POD = "kind: Deployment\nspec: {template: {spec: {containers: [%s]}}}\n"
LIMITED = "{name: a, image: 'r.io:5000/a:1', resources: {limits: {memory: 1Gi}}}"
UNLIMITED = "{name: b, image: 'b@sha256:0', resources: {limits: {cpu: 1}}}"
SERVICE = "---\nkind: Service\nspec: {ports: [{port: 80}]}\n---\n"
MEMORY = {"paths": ["k8s"], "at": "$..['containers','initContainers'][*]", "every": {"at": "resources.limits.memory"}}
IMAGES = {"paths": ["k8s"], "at": "$..image", "none": {"matches": r"(.*/)?[^:/@]+|[^@]*:-?latest\}?"}}
USER = {"paths": ["Dockerfile"], "at": "$.stages[-1].user", "none": {"equals": "root"}}
CHART = {"paths": ["Chart.yaml"], "at": "appVersion", "same_as": {"path": "pyproject.toml", "at": "project.version"}}
PROJECT = '[project]\nversion = "1.10.0"\n'
HEALTH = {"paths": ["compose.yaml"], "at": "$.services.*", "every": {"at": "healthcheck.test"}}
KEY = {"paths": ["values.yaml"], "at": "image.tag"}


@pytest.mark.parametrize(
    ("asked", "files", "outcome"),
    [
        (MEMORY, {"k8s/a.yaml": POD % LIMITED, "k8s/b.yaml": SERVICE}, Outcome.PASSED),
        (MEMORY, {"k8s/a.yaml": POD % f"{LIMITED}, {UNLIMITED}"}, Outcome.FAILED),
        (MEMORY, {"k8s/a.yaml": SERVICE + POD % UNLIMITED}, Outcome.FAILED),
        (MEMORY, {"k8s/a.yaml": POD % "{name: a, resources: {limits: {memory: }}}"}, Outcome.FAILED),
        (MEMORY, {"k8s/a.yaml": "containers:\n- name: a\n  # resources: {limits: {memory: 1Gi}}\n"}, Outcome.FAILED),
        (MEMORY, {"k8s/b.yaml": SERVICE}, Outcome.FAILED),
        (MEMORY, {"k8s/b.yaml": "spec: {initContainers: [{name: a}]}\n"}, Outcome.FAILED),
        (IMAGES, {"k8s/a.yaml": POD % f"{LIMITED}, {UNLIMITED}"}, Outcome.PASSED),
        (IMAGES, {"k8s/a.yaml": POD % "{image: b}"}, Outcome.FAILED),
        (IMAGES, {"k8s/a.yaml": POD % "{image: 'r.io:5000/b'}"}, Outcome.FAILED),
        (IMAGES, {"k8s/a.yaml": POD % "{image: 'r.io:5000/b:latest'}"}, Outcome.FAILED),
        (IMAGES, {"k8s/a.yaml": POD % "{image: 'b:${TAG:-latest}'}"}, Outcome.FAILED),
        (IMAGES, {"k8s/a.yaml": POD % "{image: 'b:latest@sha256:0'}"}, Outcome.PASSED),
        (IMAGES, {"k8s/a.yaml": "image: {repository: b, tag: latest}\n"}, Outcome.FAILED),
        (IMAGES, {"k8s/Dockerfile": "FROM a:1 AS b\nFROM b\n"}, Outcome.PASSED),
        (IMAGES, {"k8s/Dockerfile": "FROM a:1 AS b\nFROM c\n"}, Outcome.FAILED),
        (CHART, {"Chart.yaml": "appVersion: 1.10.0\n", "pyproject.toml": PROJECT}, Outcome.PASSED),
        (CHART, {"Chart.yaml": 'appVersion: "v1.10.0"\n', "pyproject.toml": PROJECT}, Outcome.PASSED),
        (CHART, {"Chart.yaml": "appVersion: 1.10\n", "pyproject.toml": PROJECT}, Outcome.PASSED),
        (CHART, {"Chart.yaml": "appVersion: 1.1\n", "pyproject.toml": PROJECT}, Outcome.FAILED),
        (CHART, {"Chart.yaml": "appVersion: 1.10.0-rc.1\n", "pyproject.toml": PROJECT}, Outcome.FAILED),
        (CHART, {"Chart.yaml": "appVersion: 1.10.0\n", "pyproject.toml": "[project]\n"}, Outcome.FAILED),
        (CHART, {"Chart.yaml": "appVersion: 1.10.0\n"}, Outcome.FAILED),
        (CHART, {"Chart.yaml": "appVersion:\n", "pyproject.toml": PROJECT}, Outcome.FAILED),
        (HEALTH, {"compose.yaml": "services: {a: {healthcheck: {test: curl}}}\n"}, Outcome.PASSED),
        (
            HEALTH,
            {"compose.yaml": "x: &h {healthcheck: {test: curl}}\nservices: {a: {<<: *h, image: a}, b: {<<: [*h]}}\n"},
            Outcome.PASSED,
        ),
        (HEALTH, {"compose.yaml": "services: {a: {healthcheck: {test: curl}}, b: {}}\n"}, Outcome.FAILED),
        (HEALTH, {"compose.yaml": "services: {a: {healthcheck: {disable: true}}}\n"}, Outcome.FAILED),
        (HEALTH, {"compose.yaml": "services: {}\n"}, Outcome.FAILED),
        (KEY, {"values.yaml": "image: {tag: 1.2.3}\n"}, Outcome.PASSED),
        (KEY, {"values.yaml": "image:\n  # tag: 1.2.3\n"}, Outcome.FAILED),
    ],
)
def test_what_people_mean_is_said_in_one_block(check, asked, files, outcome):
    assert check("value", files, **asked).outcome is outcome


@pytest.mark.parametrize(
    ("dockerfile", "outcome"),
    [
        ("FROM a:1\nUSER app\n", Outcome.PASSED),
        ("FROM a:1\nuser app\n", Outcome.PASSED),
        ("from a:1 as Base\nUSER 65532:65532\nFROM base\nRUN true\n", Outcome.PASSED),
        ("FROM gcr.io/distroless/static:nonroot\n", Outcome.PASSED),
        ("FROM gcr.io/distroless/static-debian12:debug-nonroot@sha256:0\n", Outcome.PASSED),
        ("ARG BASE=d/static:nonroot\nFROM $BASE\n", Outcome.PASSED),
        ("FROM a\nARG UID=1000\nUSER ${UID}\n", Outcome.PASSED),
        ("FROM a\nENV U=app G=g\nUSER $U:$G\n", Outcome.PASSED),
        ("FROM a\nENV U app\nUSER $U\n", Outcome.PASSED),
        ("FROM a\nRUN <<EOF\nUSER root\nEOF\nUSER app\n", Outcome.PASSED),
        ("FROM a\nUSER app\nRUN echo \\\n  # USER root\n\n  USER root\n", Outcome.PASSED),
        ("# escape=`\nFROM a\nRUN a `\n  USER root\nUSER app\n", Outcome.PASSED),
        ("FROM a\r\nUSER app\r\n", Outcome.PASSED),
        ("FROM a AS build\nUSER app\nFROM a\n", Outcome.FAILED),
        ("FROM a:1\n", Outcome.FAILED),
        ("FROM a:1\n# USER app\n", Outcome.FAILED),
        ("FROM a\nUSER app\nUSER root\n", Outcome.FAILED),
        ("FROM a\nUSER app\nuser 0:1000\n", Outcome.FAILED),
        ("FROM a\nUSER app\nUSER \\\n  root\n", Outcome.FAILED),
        ("FROM a\nRUN <<EOF\nUSER app\nEOF\n", Outcome.FAILED),
        ("FROM a\nRUN cat <<-'E' > x\nUSER app\n\tE\n", Outcome.FAILED),
        ("FROM a\nARG UID=0\nUSER $UID\n", Outcome.FAILED),
        ("FROM a\nARG UID\nUSER ${UID}\n", Outcome.FAILED),
        ("FROM a\nARG UID\nUSER ${UID:-0}\n", Outcome.FAILED),
        ("FROM a:nonroot\nUSER 0\n", Outcome.FAILED),
        ("FROM scratch\nCOPY a /\n", Outcome.FAILED),
        ("FROM a/nonroot:1\n", Outcome.FAILED),
        ('FROM a\nUSER "root"\n', Outcome.FAILED),
        ("FROM a\nRUN <<EOF\nUSER app\n", Outcome.ERRORED),
        ("USER app\n", Outcome.ERRORED),
        ("FROM a\nUSR app\n", Outcome.ERRORED),
        ("FROM\n", Outcome.ERRORED),
        ("", Outcome.ERRORED),
        ("# nothing\n", Outcome.ERRORED),
    ],
)
def test_the_user_of_the_last_stage(check, dockerfile, outcome):
    assert check("value", {"Dockerfile": dockerfile}, **USER).outcome is outcome


@pytest.mark.parametrize(
    ("dockerfile", "at", "value"),
    [
        ("FROM --platform=$BUILDPLATFORM a:1 AS x\n", "$.stages[0]", {"from": "a:1", "name": "x", "image": "a:1"}),
        ("FROM a\nHEALTHCHECK CMD x\nHEALTHCHECK none\n", "$.stages[0]", {"from": "a", "image": "a"}),
        ("FROM a AS b\nHEALTHCHECK --interval=5s CMD x\nFROM b\n", "$.stages[1].healthcheck", "CMD x"),
        ("FROM a\nRUN a && \\\n    b\nRUN <<E\nc\nE\n", "$.stages[0].run", ["a && b", "<<E\nc\nE"]),
        ("FROM a\nENV A=1 \\\n B='2 3'\nLABEL x=y\n", "$.stages[0].env[0]", "A=1 B='2 3'"),
        ("ARG V=1\nFROM a:${V}-x\n", "$.stages[0].image", "a:1-x"),
        ("ARG V\nFROM a:${V:-2}\n", "$.stages[0].image", "a:2"),
        ("ARG V\nFROM a:$V\n", "$.stages[0].image", "a:$V"),
        ("FROM a\nARG V=1\nENV X=${V:+y} Z=\\$V\nUSER $X$Z\n", "$.stages[0].user", "y$V"),
        ("FROM a\nUSER 00:staff\n", "$.stages[0]", {"from": "a", "image": "a", "user": "root", "group": "staff"}),
        ("FROM a AS b\nUSER x:y\nFROM b\nUSER z\n", "$.stages[1]", {"from": "b", "image": "a", "user": "z"}),
        ("ARG V=7\nFROM a\nARG V\nUSER $V\n", "$.stages[0].user", "7"),
    ],
)
def test_stages_of_a_dockerfile(check, dockerfile, at, value):
    finding = check("value", {"Dockerfile": dockerfile}, paths=["Dockerfile"], at=at, equals=value)
    assert finding.outcome is Outcome.PASSED, finding.message


FORMATS = {
    "tsconfig.json": '{\n  // strict\n  "a": {"strict": true, /* x */ "b": ["//", 1,],}, "c": 1.50,\n}\n',
    "a.jsonc": '{"a": "/* no comment */", "b": ",}"}',
    "gradle.properties": "# c\na.b = 1\nversion: 2.0\nlong = x\\\n   y\nu=\\u00e9\n! d\nkey\\ z  v\\tw\\\\\nend=\\",
    ".env": "# c\nexport A=1\nB='x y'  # c\nC=\nD\nE=\"${A}\"\n",
    "a.ini": "[s]\nflag\nk = 1\n",
    "pom.xml": '<?xml version="1.0"?>\n<project xmlns="http://m" xmlns:x="http://x"><version>1.0</version><dependencies>'
    "<dependency><artifactId>a</artifactId><version>1</version></dependency>"
    '<dependency><artifactId>b</artifactId></dependency></dependencies><x:p k="v">t</x:p><e/></project>',
    "one.xml": "<project><dependency><version>1</version></dependency></project>",
    "a.toml": "[[p]]\nv = 1.10\n[[p]]\nv = 1.20\n",
    "a.yaml": "a: !Ref b\nb: !Sub [x, y]\nc: !!str 1\nd: !!map {e: 1}\n",
    "no.yaml": "yes: no\non: [push]\n1: 012\nt: 1:20\n",
    "comments.yaml": "# nothing\n",
}


@pytest.mark.parametrize(
    ("path", "at", "values"),
    [
        ("tsconfig.json", "$.a.strict", {"equals": True}),
        ("tsconfig.json", "$.a.b", {"equals": ["//", 1]}),
        ("tsconfig.json", "c", {"equals": "1.50"}),
        ("tsconfig.json", "c", {"equals": 1.5}),
        ("a.jsonc", "a", {"equals": "/* no comment */"}),
        ("a.jsonc", "b", {"equals": ",}"}),
        ("gradle.properties", "a.b", {"equals": 1}),
        ("gradle.properties", "$['a.b']", {"at_least": 1}),
        ("gradle.properties", "version", {"at_least": "1.10"}),
        ("gradle.properties", "long", {"equals": "xy"}),
        ("gradle.properties", "u", {"equals": "é"}),
        ("gradle.properties", "key z", {"equals": "v\tw\\"}),
        ("gradle.properties", "end", {"equals": ""}),
        (".env", "A", {"equals": 1}),
        (".env", "B", {"equals": "x y"}),
        (".env", "E", {"equals": "${A}"}),
        (".env", "D", {"exists": False}),
        ("a.ini", "s.flag", {"equals": True}),
        ("pom.xml", "project.version", {"equals": "1.0"}),
        ("pom.xml", "$.project.p", {"equals": {"@k": "v", "#text": "t"}}),
        ("pom.xml", "$.project.p['@k']", {"equals": "v"}),
        ("pom.xml", "$..dependency", {"count": 2, "every": {"at": "artifactId"}}),
        ("pom.xml", "$..dependency", {"any": {"at": "version", "equals": 1}}),
        ("one.xml", "$..dependency", {"count": 1, "every": {"at": "version", "at_most": 1}}),
        ("a.toml", "$.p[*].v", {"count": {"at_least": 2}, "at_least": 1.1}),
        ("a.toml", "$.p[0].v", {"at_least": "1.9"}),
        ("a.yaml", "$.a['!Ref']", {"equals": "b"}),
        ("a.yaml", "$.b['!Sub'][1]", {"equals": "y"}),
        ("a.yaml", "c", {"equals": "1"}),
        ("a.yaml", "d.e", {"equals": 1}),
        ("no.yaml", "yes", {"equals": "no"}),
        ("no.yaml", "on", {"equals": ["push"]}),
        ("no.yaml", "1", {"equals": 12}),
        ("no.yaml", "t", {"equals": "1:20"}),
        ("a.toml", "$.p[?@.v > 1.15]", {"count": 1}),
        ("a.jsonc", "$[?match(@, '.*no.*')]", {"count": 1}),
        ("a.jsonc", "$[?search(@, 'no')]", {"count": 1}),
        ("a.jsonc", "$.x", {"count": 0}),
        ("a.jsonc", "$.x", {"exists": False}),
        ("a.jsonc", "$.*", {"none": {"equals": "z"}, "any": {"matches": ",}"}, "count": {"at_most": 2}}),
    ],
)
def test_formats(check, path, at, values):
    finding = check("value", FORMATS, paths=[path], at=at, **values)
    assert finding.outcome is Outcome.PASSED, finding.message


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"at": "comments"}, failed("comments.yaml: nothing at comments")),
        ({"at": "$..x"}, failed("comments.yaml: nothing at $..x")),
        ({"at": "$..x", "none": {"equals": 1}}, failed("comments.yaml: nothing at $..x")),
        ({"at": "$.x", "exists": False}, passed("$.x is absent in comments.yaml")),
    ],
)
def test_a_file_without_content(check, values, finding):
    assert check("value", FORMATS, paths=["comments.yaml"], **values) == finding


TWO = {
    "k8s/a.yaml": "kind: Deployment\nspec: {replicas: 2, list: [1, two, {a: 1}]}\n---\nkind: Job\nspec: {}\n",
    "k8s/b.yaml": "kind: Deployment\nspec: {replicas: 1}\n",
    "package.json": '{"version": "1.2.3", "n": 5}',
    "Cargo.toml": '[package]\nversion = "1.2.4"\n',
}


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        (
            {"paths": ["k8s"], "at": "spec.replicas", "where": {"kind": "Deployment"}, "at_least": 2},
            failed("k8s/b.yaml: spec.replicas is 1, less than 2"),
        ),
        (
            {"paths": ["k8s"], "at": "spec.replicas", "where": {"kind": ["Deployment", "StatefulSet"]}, "at_least": 1},
            passed("2 places at spec.replicas as it should be in 2 files; 1 document left out by `where`"),
        ),
        (
            {"paths": ["k8s"], "at": "spec.replicas", "where": {"kind": "CronJob"}},
            failed("no document of k8s/a.yaml, k8s/b.yaml is as `where` says"),
        ),
        ({"paths": ["k8s"], "at": "spec.replicas"}, failed("k8s/a.yaml (document 2): nothing at spec.replicas")),
        (
            {"paths": ["k8s"], "at": "$.spec.list[*]", "none": {"matches": "x"}},
            failed(
                'k8s/a.yaml (document 1): $.spec.list[2] is {"a": 1}, which no pattern can match: x',
            ),
        ),
        (
            {"paths": ["k8s"], "at": "$.spec.list[*]", "any": {"equals": 7}},
            failed("none of 3 places: k8s/a.yaml (document 1): $.spec.list[0] is 1, not 7"),
        ),
        (
            {"paths": ["k8s"], "at": "$..replicas", "none": {"at_most": 1}},
            failed("k8s/b.yaml: $.spec.replicas is 1"),
        ),
        (
            {"paths": ["k8s"], "at": "$.spec", "none": {"at": "replicas"}},
            failed("k8s/a.yaml (document 1): $.spec: replicas is there (and 1 more place)"),
        ),
        (
            {"paths": ["k8s"], "at": "$.spec", "every": {"at": "replicas", "exists": False}},
            failed("k8s/a.yaml (document 1): $.spec has a value at replicas (and 1 more place)"),
        ),
        ({"paths": ["k8s"], "at": "$..replicas", "count": 3}, failed("2 places at $..replicas, not 3")),
        (
            {"paths": ["k8s"], "at": "$..replicas", "count": {"at_least": 3, "at_most": 4}},
            failed("2 places at $..replicas, not at least 3 and at most 4"),
        ),
        (
            {"paths": ["package.json"], "at": "version", "same_as": {"path": "Cargo.toml", "at": "package.version"}},
            failed("package.json: version is “1.2.3”, not “1.2.4” as at package.version of Cargo.toml"),
        ),
        (
            {"paths": ["package.json"], "at": "version", "same_as": {"path": "Cargo.toml", "at": "package.v"}},
            failed("Cargo.toml: nothing at package.v"),
        ),
        (
            {"paths": ["package.json"], "at": "version", "same_as": {"path": "x.toml", "at": "v"}},
            failed("x.toml does not exist"),
        ),
        (
            {"paths": ["package.json"], "at": "version", "same_as": {"path": "k8s/a.yaml", "at": "$..kind"}},
            errored("k8s/a.yaml: 2 values at $..kind, where `same_as` needs one"),
        ),
        (
            {"paths": ["package.json"], "at": "version", "same_as": {"path": "k8s", "at": "kind"}},
            errored("k8s could be anything: give its `format`"),
        ),
        (
            {"paths": ["package.json"], "at": "version", "at_least": "1.10"},
            failed("package.json: version is “1.2.3”, less than 1.10"),
        ),
        (
            {"paths": ["package.json"], "at": "version", "at_most": "1.2.3-rc.1"},
            failed("package.json: version is “1.2.3”, more than 1.2.3-rc.1"),
        ),
        (
            {"paths": ["k8s"], "at": "$..kind", "at_most": "1.2"},
            failed("k8s/a.yaml (document 1): $.kind is “Deployment”, which is no version (and 2 more places)"),
        ),
        (
            {"paths": ["package.json", "absent.json"], "at": "version"},
            failed("absent.json does not exist"),
        ),
        (
            {"paths": ["package.json", "absent.json"], "at": "version", "match": "any"},
            passed("version is as it should be in package.json"),
        ),
        (
            {"paths": ["package.json"], "at": "$[?match(@, '(')]", "exists": False},
            errored("$[?match(@, '(')]: not a regular expression: missing ), unterminated subpattern at character 1"),
        ),
    ],
)
def test_conditions(check, values, finding):
    assert check("value", TWO, **values) == finding


def test_all_places_are_in_the_details(options, tree):
    finding = options("value", paths=["k8s"], at="$.kind", equals="Pod").check(tree(TWO))
    assert finding.message == "k8s/a.yaml (document 1): $.kind is “Deployment”, not “Pod” (and 2 more places)"
    assert [line.split(":")[0] for line in finding.details] == [
        "k8s/a.yaml (document 1)",
        "k8s/a.yaml (document 2)",
        "k8s/b.yaml",
    ]


def test_values_are_not_shown_in_ci(check, tree):
    workspace = tree(TWO, environ={"CI": "true"})
    finding = check("value", workspace, paths=["package.json"], at="version", equals="2")
    assert finding == failed("package.json: version is a value that is not shown in CI, not “2”")
    other = {"path": "Cargo.toml", "at": "package.version"}
    finding = check("value", workspace, paths=["package.json"], at="version", same_as=other)
    assert "1.2" not in finding.message


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "empty.json": b"",
    "cut.json": b'{"a": [1, 2',
    "utf16.json": '{"a": 1}'.encode("utf-16"),
    "twice.json": b'{"a": 1, "a": 2}',
    "deep.jsonc": b"[" * 100_000,
    "open.jsonc": b'{"a": 1 /* ',
    "bomb.yaml": BOMB.encode(),
    "cycle.yaml": b"a: &a [*a]\n",
    "self.yaml": b"a: &a\n  b: *a\n",
    "unknown.yaml": b"a: *b\n",
    "deep.yaml": b"a: " + b"[" * 100_000,
    "tower.yaml": b"a: &a " + b"[" * 60 + b"]" * 60 + b"\nb: " + b"[" * 60 + b"*a" + b"]" * 60,
    "merge.yaml": b"a: {<<: 1}\n",
    "cut.yaml": b"a: {b: [1\n",
    "list.yaml": b"? {a: 1}\n: 2\n",
    "latin.yaml": b"a: \xe9\n",
    "empty.xml": b"",
    "cut.xml": b"<a><b>",
    "entity.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "external.xml": b'<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "x">]><a/>',
    "deep.xml": b"<a>" * 100_000,
    "deep.toml": b"a = " + b"[" * 20_000,
    "cut.toml": b"[a\n",
    "cut.ini": b"[a\n",
    "flag.ini": b"[s]\na\n b\n",
    "bad.env": b"A='x\nB=1\n",
    "bad.properties": b"a=\\u12\n",
    "binary.Dockerfile": b"\0\0\0",
    "doubling.Dockerfile": b"FROM a\nENV A=1234567890\n" + b"ENV A=$A$A\n" * 40,
    "folder.yaml/": b"",
}


@pytest.mark.parametrize("name", [name for name in HOSTILE if not name.endswith("/")])
def test_bad_input_is_errored(check, name):
    finding = check("value", HOSTILE, paths=[name], at="$..a", exists=False)
    assert finding.outcome is Outcome.ERRORED
    assert finding.message.startswith(name)
    assert "\n" not in finding.message


def test_a_huge_file_is_errored(check, monkeypatch):
    monkeypatch.setattr("mdcheck.evidence.formats.structured._MAX_BYTES", 10)
    finding = check("value", {"a.json": '{"a": "0123456789"}'}, paths=["a.json"], at="a")
    assert finding == errored("a.json is larger than 0 KiB")


def test_a_folder_without_files(check):
    assert check("value", {"folder.yaml/": ""}, paths=["folder.yaml"], at="a").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"at": "$.a["}, "not a JSONPath (RFC 9535): unexpected end of query\n$.a[\n    ^"),
        ({"at": "$.a[?foo(@)]"}, "not a JSONPath (RFC 9535): function 'foo' is not defined\n$.a[?foo(@)]\n     ^"),
        (
            {"at": "containers[*]"},
            "“containers[*]” looks like a JSONPath, which begins with a dollar sign: write $.containers[*]",
        ),
        ({"at": "$" + ".a" * 1000}, "the place is longer than 1000 characters"),
        ({"every": {"at": "$["}}, "not a JSONPath (RFC 9535): unexpected end of query\n$[\n  ^ - at `$.every`"),
        (
            {"every": {"matches": "("}},
            "not a regular expression: missing ), unterminated subpattern at character 1 - at `$.every`",
        ),
        ({"any": {"equal": 1}}, "Object contains unknown field `equal` - at `$.any`"),
        ({"at_least": "x"}, "`at_least`: “x” is no version; a number stands without quotes"),
        ({"at_least": "1.10", "at_most": "1.9"}, "`at_least` (1.10) is above `at_most` (1.9)"),
        ({"count": {}}, "`count` needs a number, or `at_least` or `at_most` - at `$.count`"),
        ({"count": 1, "exists": False}, "`exists: false` leaves no place for the other options"),
        ({"where": {"$[": 1}}, "not a JSONPath (RFC 9535): unexpected end of query\n$[\n  ^"),
        (
            {"same_as": {"path": "x", "at": "$["}},
            "not a JSONPath (RFC 9535): unexpected end of query\n$[\n  ^ - at `$.same_as`",
        ),
    ],
)
def test_options_that_say_nothing(options, values, message):
    with pytest.raises(msgspec.ValidationError) as caught:
        options("value", **({"paths": ["x"], "at": "a"} | values))
    assert str(caught.value) == message


def test_nothing_below_git_is_read(check):
    files = {".git/config": "[remote]\ntoken = x\n", "a.json": '{"a": "x"}'}
    for values in (
        {"paths": [".git/config"], "at": "remote.token", "format": "ini"},
        {"paths": ["a.json"], "at": "a", "same_as": {"path": ".git/config", "at": "remote.token", "format": "ini"}},
    ):
        finding = check("value", files, **values)
        assert finding.outcome is not Outcome.PASSED
