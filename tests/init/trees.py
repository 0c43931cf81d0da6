"""Small made-up repositories of many kinds."""

from __future__ import annotations

import json

GITHUB = """\
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: {command}
"""


def github(command: str) -> dict[str, str]:
    return {".github/workflows/ci.yml": GITHUB.format(command=command)}


def package(**fields: object) -> str:
    return json.dumps(fields)


README = "# Acme\n\nWhat it is.\n"
COMMON = {"README.md": README, "LICENSE": "MIT License\n", ".gitignore": "/build/\n"}
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: acme}
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: acme
          image: registry.example/acme:1.0
          readinessProbe: {httpGet: {path: /readyz, port: 80}}
          resources: {limits: {memory: 64Mi}}
"""

TREES: dict[str, dict[str, str]] = {
    "empty": {},
    "a readme alone": {"README.md": README},
    "python library": {
        **COMMON,
        "pyproject.toml": '[project]\nname = "acme"\nversion = "1.0"\nrequires-python = ">=3.11"\n'
        '[build-system]\nrequires = ["hatchling"]\n[tool.ruff]\nline-length = 100\n[tool.mypy]\nstrict = true\n',
        "src/acme/__init__.py": "one = 1\n",
        "src/acme/py.typed": "# typed\n",
        "tests/test_one.py": "def test(): pass\n",
        **github("uv run pytest -q"),
    },
    "python tool": {
        **COMMON,
        "pyproject.toml": '[project]\nname = "acme"\nversion = "1.0"\n[project.scripts]\nacme = "acme.cli:main"\n',
        "acme/__init__.py": "",
        "acme/cli.py": "def main(): pass\n",
        "tests/test_cli.py": "def test(): pass\n",
        "tox.ini": "[testenv]\ncommands = pytest\n",
        **github("tox"),
    },
    "python service": {
        **COMMON,
        "pyproject.toml": '[project]\nname = "acme"\nversion = "1.0"\ndependencies = ["fastapi", "uvicorn"]\n',
        "uv.lock": "version = 1\n",
        "app/main.py": 'import os\nfrom fastapi import FastAPI\napp = FastAPI()\nURL = os.environ["DATABASE_URL"]\n',
        "tests/test_app.py": "def test(): pass\n",
        "Dockerfile": 'FROM python:3.13-slim\nCOPY . .\nUSER app\nCMD ["uvicorn", "app.main:app"]\n',
        ".env.example": "DATABASE_URL=\n",
        **github("pytest"),
    },
    "django site": {
        **COMMON,
        "requirements.txt": "Django>=5\n",
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
        "site/settings.py": "DEBUG = False\n",
        "blog/migrations/0001_initial.py": "one = 1\n",
        "blog/tests.py": "one = 1\n",
        ".gitlab-ci.yml": "test:\n  script:\n    - python manage.py test\n",
    },
    "node library": {
        **COMMON,
        "package.json": package(name="acme", version="1.0.0", main="index.js", scripts={"test": "vitest run"}),
        "package-lock.json": "{}\n",
        "index.js": "export const one = 1\n",
        "index.test.js": "test('one', () => {})\n",
        **github("npx vitest run"),
    },
    "node tool": {
        **COMMON,
        "package.json": package(name="acme", bin={"acme": "cli.js"}, scripts={"test": "node --test"}),
        "yarn.lock": "# yarn lockfile v1\n",
        "cli.js": "#!/usr/bin/env node\nconsole.log(1)\n",
        "test/cli.test.js": "one\n",
        **github("yarn test"),
    },
    "node service": {
        **COMMON,
        "package.json": package(
            name="acme", private=True, dependencies={"express": "^4"}, scripts={"test": "bun test"}
        ),
        "bun.lock": "{}\n",
        "src/server.ts": "import express from 'express'\nexpress().listen(process.env.PORT)\nprocess.env.API_TOKEN\n",
        "src/server.test.ts": "one\n",
        "Dockerfile": "FROM oven/bun\nCOPY . .\n",
        **github("bun test"),
    },
    "next application": {
        **COMMON,
        "package.json": package(
            name="shop", private=True, dependencies={"next": "15", "react-dom": "19"}, scripts={"test": "jest"}
        ),
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
        "next.config.mjs": "export default {}\n",
        "app/page.tsx": "export default function Page() { return <p>one</p> }\n",
        "playwright.config.ts": "export default {}\n",
        **github("pnpm test"),
    },
    "go library": {
        **COMMON,
        "go.mod": "module example.com/acme\n\ngo 1.23\n",
        "acme.go": "package acme\n",
        "acme_test.go": "package acme\n",
        **github("go test ./..."),
    },
    "go tool": {
        **COMMON,
        "go.mod": "module example.com/acme\n\ngo 1.23\n",
        "go.sum": "x v1 h1:1\n",
        "cmd/acme/main.go": "package main\n\nfunc main() {}\n",
        "internal/a_test.go": "package internal\n",
        "Makefile": "test:\n\tgo test ./...\n",
        **github("make test"),
    },
    "go service": {
        **COMMON,
        "go.mod": "module example.com/acme\n\ngo 1.23\n\nrequire github.com/go-chi/chi/v5 v5.0.0\n",
        "go.sum": "x v1 h1:1\n",
        "main.go": 'package main\n\nfunc main() { http.ListenAndServe(os.Getenv("ADDRESS"), nil) }\n',
        "Dockerfile": "FROM golang:1.23 AS build\nRUN go build\n"
        "FROM gcr.io/distroless/static:nonroot\nCOPY --from=build /a /a\n",
        "deploy/deployment.yaml": DEPLOYMENT,
        **github("go vet ./..."),
    },
    "rust tool": {
        **COMMON,
        "Cargo.toml": '[package]\nname = "acme"\nversion = "0.1.0"\nrust-version = "1.80"\n',
        "Cargo.lock": "version = 4\n",
        "src/main.rs": "fn main() {}\n",
        "tests/cli.rs": "#[test]\nfn one() {}\n",
        **github("cargo test --locked"),
    },
    "rust library": {
        "LICENSE-MIT": "MIT\n",
        "LICENSE-APACHE": "Apache\n",
        "README.md": README,
        "Cargo.toml": '[package]\nname = "acme"\nversion = "0.1.0"\nlicense = "MIT OR Apache-2.0"\n',
        "src/lib.rs": "pub fn one() {}\n",
        ".travis.yml": "script: cargo test\n",
    },
    "maven service": {
        **COMMON,
        "pom.xml": "<project><artifactId>acme</artifactId><version>1.0</version><dependencies><dependency>"
        "<groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId>"
        "</dependency></dependencies></project>\n",
        "mvnw": "#!/bin/sh\n",
        "src/main/java/a/Application.java": "class Application { void main() { SpringApplication.run(); } }\n",
        "src/test/java/a/ApplicationTest.java": "class ApplicationTest {}\n",
        **github("./mvnw -B verify"),
    },
    "gradle library": {
        **COMMON,
        "settings.gradle.kts": 'rootProject.name = "acme"\n',
        "build.gradle.kts": "plugins { `java-library` }\n",
        "gradlew": "#!/bin/sh\n",
        "src/main/java/a/A.java": "class A {}\n",
        "src/test/java/a/ATest.java": "class ATest {}\n",
        **github("./gradlew build"),
    },
    "php library": {
        **COMMON,
        "composer.json": package(name="acme/acme", type="library", scripts={"test": "phpunit"}),
        "src/A.php": "<?php class A {}\n",
        "tests/ATest.php": "<?php class ATest {}\n",
        "phpunit.xml.dist": "<phpunit/>\n",
        **github("composer test"),
    },
    "ruby gem": {
        **COMMON,
        "MIT-LICENSE": "MIT\n",
        "acme.gemspec": 'Gem::Specification.new { |s| s.name = "acme" }\n',
        "Gemfile": "gemspec\n",
        "Rakefile": "task :default\n",
        "lib/acme.rb": "module Acme; end\n",
        "spec/acme_spec.rb": "one\n",
        **github("bundle exec rake"),
    },
    "dotnet service": {
        **COMMON,
        "Acme/Acme.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>'
        '<PackageReference Include="Microsoft.AspNetCore.OpenApi" Version="9.0.0"/></ItemGroup></Project>\n',
        "Acme/Program.cs": "var app = WebApplication.CreateBuilder(args).Build(); app.Run();\n",
        "Acme.Tests/ATests.cs": "class ATests {}\n",
        "Dockerfile": "FROM mcr.microsoft.com/dotnet/aspnet:9.0\nUSER app\n",
        **github("dotnet test"),
    },
    "elixir library": {
        **COMMON,
        "mix.exs": 'defmodule A do\n  def project, do: [app: :acme, version: "1.0"]\nend\n',
        "mix.lock": "%{}\n",
        "lib/a.ex": "one\n",
        "test/a_test.exs": "one\n",
        **github("mix test"),
    },
    "swift library": {
        **COMMON,
        "Package.swift": "// swift-tools-version:5.9\n",
        "Sources/A/A.swift": "struct A {}\n",
        "Tests/ATests/ATests.swift": "one\n",
        **github("swift test"),
    },
    "terraform module": {
        **COMMON,
        "main.tf": 'resource "a" "b" {}\n',
        "variables.tf": 'variable "name" { type = string }\n',
        "outputs.tf": 'output "id" { value = 1 }\n',
        "versions.tf": 'terraform {\n  required_version = ">= 1.5"\n}\n',
        "examples/basic/main.tf": 'module "a" { source = "../.." }\n',
        **github("terraform fmt -check && terraform validate"),
    },
    "terraform deployment": {
        **COMMON,
        "infra/prod/main.tf": 'terraform {\n  backend "s3" {}\n}\n',
        "infra/prod/terraform.tfvars": "a = 1\n",
        "infra/prod/terraform.tfstate": "{}\n",
    },
    "helm chart": {
        **COMMON,
        "Chart.yaml": "apiVersion: v2\nname: acme\nversion: 1.0.0\nappVersion: '1'\n",
        "values.yaml": "image: {tag: '1'}\n",
        "templates/deployment.yaml": "kind: Deployment\nspec: {{ .Values }}\n",
    },
    "kubernetes manifests": {**COMMON, "k8s/base/deployment.yaml": DEPLOYMENT},
    "ansible role": {
        **COMMON,
        "meta/main.yml": "galaxy_info:\n  license: MIT\n  author: Ada\n",
        "tasks/main.yml": "- name: one\n",
        "molecule/default/converge.yml": "- hosts: all\n",
    },
    "documents": {
        **COMMON,
        "docs/one.md": "# One\n\n[Two](two.md)\n",
        "docs/two.md": "# Two\n",
        "docs/three.md": "# Three\n",
        "CONTRIBUTING.md": "Write.\n",
    },
    "npm workspaces": {
        **COMMON,
        "package.json": package(private=True, workspaces=["packages/*"], scripts={"test": "turbo run test"}),
        "package-lock.json": "{}\n",
        "packages/a/package.json": package(name="a", license="MIT", scripts={"test": "vitest"}),
        "packages/b/package.json": package(name="b", version="1.0.0", scripts={"build": "tsc"}),
        "packages/a/a.ts": "one\n",
        "packages/a/a.test.ts": "one\n",
        "packages/b/b.test.ts": "one\n",
        **github("npm test"),
    },
    "pnpm settings only": {
        **COMMON,
        "pnpm-workspace.yaml": "onlyBuiltDependencies: [esbuild]\n",
        "package.json": package(name="acme", version="1.0.0", main="index.js"),
        "index.js": "one\n",
    },
    "cargo workspace": {
        **COMMON,
        "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
        "crates/a/Cargo.toml": '[package]\nname = "a"\n',
        "crates/b/Cargo.toml": '[package]\nname = "b"\n',
        "crates/a/src/lib.rs": "pub fn one() {}\n",
        **github("cargo nextest run"),
    },
    "go workspace": {
        **COMMON,
        "go.work": "go 1.23\n\nuse (\n\t./a\n\t./b\n)\n",
        "a/go.mod": "module example.com/a\n",
        "b/go.mod": "module example.com/b\n",
        "a/a.go": "package a\n",
    },
    "maven modules": {
        **COMMON,
        "pom.xml": "<project><modules><module>core</module><module>web</module></modules></project>\n",
        "core/pom.xml": "<project/>\n",
        "web/pom.xml": "<project/>\n",
        "core/src/main/java/A.java": "class A {}\n",
    },
    "two halves": {
        **COMMON,
        "backend/pyproject.toml": '[project]\nname = "backend"\ndependencies = ["fastapi"]\n',
        "backend/app/main.py": "one = 1\n",
        "frontend/package.json": package(name="frontend", dependencies={"react-dom": "19"}),
        "frontend/src/main.tsx": "one\n",
    },
    "scripts": {**COMMON, "backup.sh": "#!/bin/sh\necho one\n", "Jenkinsfile": "pipeline {}\n"},
    "dev container only": {
        **COMMON,
        ".devcontainer/Dockerfile": "FROM debian:12\n",
        "setup.py": "from setuptools import setup\nsetup(name='acme')\n",
        "acme/__init__.py": "one = 1\n",
    },
    "names with spaces": {
        **COMMON,
        "pyproject.toml": '[project]\nname = "größe"\n',
        "mein code/größe.py": "one = 1\n",
        "docs/über uns.md": "# Über uns\n",
    },
    "only words": {
        "README.md": "# Acme\n\nWe use pytest, readinessProbe and gitleaks. [Gone](docs/gone.md)\n",
        "LICENSE_HEADER": "Copyright\n",
        "SECURITY.md": "# Security\n\nTODO\n",
        "CODEOWNERS": "# * @acme/team\n",
        ".github/dependabot.yml": "# package-ecosystem: pip\nversion: 2\nupdates: []\n",
        "pyproject.toml": '[project]\nname = "acme"\ndependencies = ["flask"]\n# requires-python = ">=3.11"\n',
        "app.py": "from flask import Flask\napp = Flask(__name__)\napp.run()\n",
        "config/.env": "A=1\n",
        "tests/test_app.py": "def test(): pass\n",
        "Dockerfile": "FROM python AS build\nUSER app\n# HEALTHCHECK CMD true\nFROM python:latest\n# USER app\n",
        ".github/workflows/ci.yml": "# run: pytest\non: [push, pull_request]\npermissions: write-all\njobs:\n  test:\n"
        "    name: pytest\n    steps:\n      - name: run pytest\n        run: echo pytest; rm -rf pytest\n"
        "      - run: pip install pytest\n      - if: false\n        run: pytest\n",
        "k8s/web.yaml": DEPLOYMENT.replace("1.0\n", "latest\n")
        + "        # TODO readinessProbe, limits.memory\n        - {name: beside, image: registry.example/b}\n",
    },
    "strangers": {
        **COMMON,
        "pyproject.toml": '[project]\nname = "acme"\n[project.scripts]\nacme = "acme:main"\n',
        "acme/__init__.py": "one = 1\n",
        ".github/workflows/label.yml": "on: pull_request_target\njobs:\n  label:\n    permissions: {issues: write}\n"
        "    steps:\n      - uses: actions/checkout@v4\n"
        "        with: {ref: '${{ github.event.pull_request.head.sha }}'}\n      - run: make\n",
    },
    "tests and examples hold an .env": {
        **COMMON,
        "go.mod": "module example.com/acme\n",
        "a.go": "package a\n",
        "tests/data/.env": "A=1\n",
        "examples/.env": "A=1\n",
    },
    "kustomize overlays": {
        **COMMON,
        "k8s/base/kustomization.yaml": "resources: [deployment.yaml]\n",
        "k8s/base/deployment.yaml": DEPLOYMENT,
        "k8s/overlays/prod/kustomization.yaml": "patches: [{path: replicas.yaml}]\n",
        "k8s/overlays/prod/replicas.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: acme}\n"
        "spec: {replicas: 5}\n",
    },
    "two package managers": {
        **COMMON,
        "package.json": package(name="acme", private=True, dependencies={"fastify": "^5"}, engines={"node": ">=22"}),
        "package-lock.json": "{}\n",
        "yarn.lock": "# yarn lockfile v1\n",
        "src/index.ts": "import fastify from 'fastify'\nfastify().listen(8080)\n",
    },
    "unreadable manifests": {
        **COMMON,
        "pyproject.toml": "[project\n",
        "package.json": "{",
        "Cargo.toml": "[[[",
        ".github/workflows/ci.yml": "a: [\n",
    },
}
