"""What each item says of each made-up repository: the truth that templates and the starter are held to."""

from __future__ import annotations

from typing import NamedTuple

ALL_OTHERS = "*"


class Said(NamedTuple):
    """The repositories of which an item says so, with commas between them."""

    passed: str = ""
    failed: str = ""
    other: str = ""
    struck: str = ""
    left_out: str = ""


SAID = {
    "version": Said(
        passed=(
            "python library, python tool, python service, node library, rust tool, rust library, pnpm settings only"
        ),
        failed="node tool, names with spaces, only words, strangers",
        left_out=ALL_OTHERS,
    ),
    "line-ends": Said(
        failed=ALL_OTHERS,
    ),
    "changelog-fresh": Said(
        left_out=ALL_OTHERS,
    ),
    "release-branch": Said(
        passed=ALL_OTHERS,
    ),
    "readme": Said(
        failed=ALL_OTHERS,
    ),
    "licence": Said(
        passed=ALL_OTHERS,
        failed="empty, a readme alone, only words",
    ),
    "readme-links": Said(
        failed="only words",
        left_out=ALL_OTHERS,
    ),
    "changelog": Said(
        failed=ALL_OTHERS,
    ),
    "gitignore": Said(
        passed=ALL_OTHERS,
        failed="empty, a readme alone, rust library, only words",
    ),
    "metadata": Said(
        failed=(
            "python library, python tool, python service, node library, node tool, rust tool, rust library, "
            "php library, pnpm settings only, names with spaces, only words, strangers"
        ),
        left_out=ALL_OTHERS,
    ),
    "runtime": Said(
        passed="python library, rust tool, two package managers",
        failed=(
            "python tool, python service, node library, node tool, node service, next application, rust "
            "library, npm workspaces, pnpm settings only, names with spaces, only words, strangers"
        ),
        left_out=ALL_OTHERS,
    ),
    "typed": Said(
        passed="python library",
        left_out=ALL_OTHERS,
    ),
    "command": Said(
        passed="python tool, node tool, strangers",
        left_out=ALL_OTHERS,
    ),
    "command-shown": Said(
        failed="python tool, node tool, strangers",
        left_out=ALL_OTHERS,
    ),
    "security-policy": Said(
        failed=ALL_OTHERS,
    ),
    "contributing": Said(
        failed=ALL_OTHERS,
        left_out="documents",
    ),
    "owners": Said(
        failed=ALL_OTHERS,
    ),
    "conduct": Said(
        failed=ALL_OTHERS,
    ),
    "issue-forms": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust library, terraform deployment, helm chart, kubernetes manifests, "
            "ansible role, documents, pnpm settings only, go workspace, maven modules, two halves, scripts, "
            "dev container only, names with spaces, tests and examples hold an .env, kustomize overlays, two "
            "package managers"
        ),
    ),
    "pull-request-template": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust library, terraform deployment, helm chart, kubernetes manifests, "
            "ansible role, documents, pnpm settings only, go workspace, maven modules, two halves, scripts, "
            "dev container only, names with spaces, tests and examples hold an .env, kustomize overlays, two "
            "package managers"
        ),
    ),
    "governance": Said(
        failed=ALL_OTHERS,
    ),
    "alive": Said(
        passed=ALL_OTHERS,
    ),
    "tests-in-ci": Said(
        passed=ALL_OTHERS,
        failed=(
            "go service, terraform module, terraform deployment, pnpm settings only, go workspace, maven "
            "modules, two halves, dev container only, names with spaces, only words, strangers, tests and "
            "examples hold an .env, two package managers"
        ),
        left_out=(
            "empty, a readme alone, rust library, helm chart, kubernetes manifests, ansible role, documents, "
            "scripts, kustomize overlays, unreadable manifests"
        ),
    ),
    "tests-exist": Said(
        passed=ALL_OTHERS,
        failed=(
            "next application, go service, rust library, terraform module, terraform deployment, "
            "pnpm settings only, cargo workspace, go workspace, maven modules, two halves, "
            "scripts, dev container only, names with spaces, strangers, tests and examples hold an .env, two "
            "package managers"
        ),
        left_out=(
            "empty, a readme alone, helm chart, kubernetes manifests, ansible role, documents, kustomize "
            "overlays, unreadable manifests"
        ),
    ),
    "permissions": Said(
        passed=ALL_OTHERS,
        failed="only words",
        left_out=(
            "empty, a readme alone, django site, rust library, terraform deployment, helm chart, kubernetes "
            "manifests, ansible role, documents, pnpm settings only, go workspace, maven modules, two "
            "halves, scripts, dev container only, names with spaces, tests and examples hold an .env, "
            "kustomize overlays, two package managers, unreadable manifests"
        ),
    ),
    "pinned": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, django site, rust library, terraform deployment, helm chart, kubernetes "
            "manifests, ansible role, documents, pnpm settings only, go workspace, maven modules, two "
            "halves, scripts, dev container only, names with spaces, only words, tests and examples hold an "
            ".env, kustomize overlays, two package managers, unreadable manifests"
        ),
    ),
    "strangers": Said(
        failed="strangers",
        left_out=ALL_OTHERS,
    ),
    "lint": Said(
        failed="python library",
        left_out=ALL_OTHERS,
    ),
    "types": Said(
        failed="python library",
        left_out=ALL_OTHERS,
    ),
    "end-to-end": Said(
        failed="next application",
        left_out=ALL_OTHERS,
    ),
    "docs-built": Said(
        left_out=ALL_OTHERS,
    ),
    "dead-links": Said(
        failed=ALL_OTHERS,
        left_out="rust library, scripts, unreadable manifests",
    ),
    "infrastructure-checked": Said(
        passed="terraform module",
        failed=(
            "go service, terraform deployment, helm chart, kubernetes manifests, ansible role, only words, "
            "kustomize overlays"
        ),
        left_out=ALL_OTHERS,
    ),
    "member-tests": Said(
        failed="npm workspaces",
        left_out=ALL_OTHERS,
    ),
    "unit-test-coverage": Said(
        struck=ALL_OTHERS,
    ),
    "integration-tests": Said(
        failed=ALL_OTHERS,
        other="rust tool",
        struck=(
            "empty, a readme alone, swift library, terraform module, terraform deployment, helm chart, "
            "kubernetes manifests, ansible role, documents, scripts, kustomize overlays, unreadable "
            "manifests"
        ),
    ),
    "property-library": Said(
        failed=ALL_OTHERS,
        other="unreadable manifests",
        left_out=(
            "empty, a readme alone, terraform module, terraform deployment, helm chart, kubernetes "
            "manifests, ansible role, documents, scripts, kustomize overlays"
        ),
    ),
    "dependency-scan": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust library, terraform module, terraform deployment, helm chart, "
            "kubernetes manifests, ansible role, documents, scripts, kustomize overlays, unreadable "
            "manifests"
        ),
    ),
    "static-analysis": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust library, helm chart, kubernetes manifests, ansible role, documents, "
            "scripts, kustomize overlays, unreadable manifests"
        ),
    ),
    "secret-scan": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust library, helm chart, kubernetes manifests, ansible role, documents, "
            "scripts, kustomize overlays, unreadable manifests"
        ),
    ),
    "ci-coverage": Said(
        failed=(
            "python library, python tool, python service, django site, node library, node tool, node "
            "service, next application, go library, go tool, rust tool, maven service, gradle library, php "
            "library, ruby gem, dotnet service, elixir library, swift library, npm workspaces, cargo "
            "workspace"
        ),
        left_out=ALL_OTHERS,
    ),
    "ci-lint": Said(
        passed="go service",
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust library, helm chart, kubernetes manifests, ansible role, documents, "
            "scripts, kustomize overlays, unreadable manifests"
        ),
    ),
    "ci-delivers": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust library, helm chart, kubernetes manifests, ansible role, documents, "
            "scripts, kustomize overlays, unreadable manifests"
        ),
    ),
    "certificates-verified": Said(
        passed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, gradle library, elixir library, swift library, terraform module, "
            "terraform deployment, helm chart, kubernetes manifests, ansible role, documents, scripts, "
            "kustomize overlays, unreadable manifests"
        ),
    ),
    "no-weak-cryptography": Said(
        passed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust tool, rust library, elixir library, swift library, terraform "
            "module, terraform deployment, helm chart, kubernetes manifests, ansible role, documents, cargo "
            "workspace, scripts, kustomize overlays, unreadable manifests"
        ),
    ),
    "no-swallowed-errors": Said(
        passed=(
            "python library, python tool, python service, django site, node library, node tool, node "
            "service, next application, maven service, gradle library, php library, dotnet service, npm "
            "workspaces, pnpm settings only, maven modules, two halves, dev container only, names with "
            "spaces, only words, strangers, two package managers"
        ),
        left_out=ALL_OTHERS,
    ),
    "no-query-from-text": Said(
        passed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust tool, rust library, gradle library, elixir library, swift library, "
            "terraform module, terraform deployment, helm chart, kubernetes manifests, ansible role, "
            "documents, cargo workspace, scripts, kustomize overlays, unreadable manifests"
        ),
    ),
    "no-text-as-code": Said(
        passed=(
            "python library, python tool, python service, django site, node library, node tool, node "
            "service, next application, php library, ruby gem, npm workspaces, pnpm settings only, two "
            "halves, dev container only, names with spaces, only words, strangers, two package managers"
        ),
        left_out=ALL_OTHERS,
    ),
    "no-unsafe-formats": Said(
        passed=(
            "python library, python tool, python service, django site, maven service, php library, ruby gem, "
            "dotnet service, maven modules, two halves, dev container only, names with spaces, only words, "
            "strangers"
        ),
        left_out=ALL_OTHERS,
    ),
    "secure-random": Said(
        passed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, rust tool, rust library, maven service, gradle library, ruby gem, dotnet "
            "service, elixir library, swift library, terraform module, terraform deployment, helm chart, "
            "kubernetes manifests, ansible role, documents, cargo workspace, maven modules, scripts, "
            "kustomize overlays, unreadable manifests"
        ),
    ),
    "no-print": Said(
        passed=(
            "python service, django site, node service, go service, maven service, dotnet service, only "
            "words, two package managers"
        ),
        left_out=ALL_OTHERS,
    ),
    "no-local-addresses": Said(
        passed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, elixir library, swift library, terraform module, terraform deployment, "
            "helm chart, kubernetes manifests, ansible role, documents, scripts, kustomize overlays, "
            "unreadable manifests"
        ),
    ),
    "no-notes-to-self": Said(
        passed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, helm chart, kubernetes manifests, ansible role, documents, kustomize "
            "overlays, unreadable manifests"
        ),
    ),
    "no-skipped-tests": Said(
        passed=(
            "python library, python tool, python service, django site, node library, node tool, node "
            "service, go library, go tool, rust tool, maven service, gradle library, php library, ruby gem, "
            "dotnet service, elixir library, swift library, npm workspaces, only words"
        ),
        left_out=ALL_OTHERS,
    ),
    "data-encryption": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        struck=ALL_OTHERS,
    ),
    "circuit-breakers": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        struck=ALL_OTHERS,
    ),
    "rate-limiting": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        struck=ALL_OTHERS,
    ),
    "health-endpoint": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        left_out=ALL_OTHERS,
    ),
    "updates": Said(
        failed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, terraform deployment, helm chart, kubernetes manifests, ansible role, "
            "documents, scripts, kustomize overlays"
        ),
    ),
    "lock": Said(
        passed=(
            "python service, node library, node tool, node service, next application, go tool, go service, "
            "rust tool, elixir library, npm workspaces, two package managers"
        ),
        failed="two halves, only words",
        left_out=ALL_OTHERS,
    ),
    "one-lock": Said(
        passed="python service, node library, node tool, node service, next application, npm workspaces",
        failed="two package managers",
        left_out=ALL_OTHERS,
    ),
    "member-locks": Said(
        passed="npm workspaces",
        left_out=ALL_OTHERS,
    ),
    "member-licences": Said(
        failed="npm workspaces",
        left_out=ALL_OTHERS,
    ),
    "secrets": Said(
        passed=ALL_OTHERS,
        left_out="empty",
    ),
    "untracked": Said(
        passed=ALL_OTHERS,
        failed="only words",
    ),
    "secrets-elsewhere": Said(
        passed=ALL_OTHERS,
        left_out=(
            "empty, a readme alone, helm chart, kubernetes manifests, ansible role, documents, kustomize "
            "overlays, unreadable manifests"
        ),
    ),
    "key-files": Said(
        passed=ALL_OTHERS,
        left_out="empty",
    ),
    "env-ignored": Said(
        failed="python service",
        left_out=ALL_OTHERS,
    ),
    "env-example": Said(
        passed="python service",
        left_out=ALL_OTHERS,
    ),
    "telemetry": Said(
        failed=ALL_OTHERS,
        other="unreadable manifests",
        left_out=(
            "empty, a readme alone, php library, ruby gem, dotnet service, elixir library, swift library, "
            "terraform module, terraform deployment, helm chart, kubernetes manifests, ansible role, "
            "documents, scripts, kustomize overlays"
        ),
    ),
    "image-user": Said(
        passed="python service, go service, dotnet service",
        failed="node service, only words",
        left_out=ALL_OTHERS,
    ),
    "image-base": Said(
        passed="python service, go service, dotnet service",
        failed="node service, only words",
        left_out=ALL_OTHERS,
    ),
    "image-ignore": Said(
        failed="python service, node service, go service, dotnet service, only words",
        left_out=ALL_OTHERS,
    ),
    "image-health": Said(
        failed="python service, node service, dotnet service",
        left_out=ALL_OTHERS,
    ),
    "chart": Said(
        passed="helm chart",
        left_out=ALL_OTHERS,
    ),
    "role": Said(
        failed="ansible role",
        left_out=ALL_OTHERS,
    ),
    "public-variables": Said(
        passed="next application",
        left_out=ALL_OTHERS,
    ),
    "document-links": Said(
        passed="documents",
        failed="only words",
        left_out=ALL_OTHERS,
    ),
    "merge-marks": Said(
        passed=ALL_OTHERS,
        left_out="empty",
    ),
    "interface": Said(
        left_out=ALL_OTHERS,
    ),
    "memory-limits": Said(
        passed="go service, kubernetes manifests, kustomize overlays",
        failed="only words",
        left_out=ALL_OTHERS,
    ),
    "resource-requests": Said(
        failed="go service, kubernetes manifests, only words, kustomize overlays",
        left_out=ALL_OTHERS,
    ),
    "readiness": Said(
        passed="go service, kubernetes manifests, kustomize overlays",
        failed="only words",
        left_out=ALL_OTHERS,
    ),
    "liveness": Said(
        failed="go service, kubernetes manifests, only words, kustomize overlays",
        left_out=ALL_OTHERS,
    ),
    "workload-images": Said(
        passed="go service, kubernetes manifests, kustomize overlays",
        failed="only words",
        left_out=ALL_OTHERS,
    ),
    "container-rights": Said(
        failed="go service, kubernetes manifests, only words, kustomize overlays",
        left_out=ALL_OTHERS,
    ),
    "container-isolation": Said(
        passed="go service, kubernetes manifests, only words, kustomize overlays",
        left_out=ALL_OTHERS,
    ),
    "replicas": Said(
        passed="go service, kubernetes manifests, only words, kustomize overlays",
        left_out=ALL_OTHERS,
    ),
    "terraform-versions": Said(
        passed="terraform module",
        failed="terraform deployment",
        left_out=ALL_OTHERS,
    ),
    "terraform-module": Said(
        passed="terraform module",
        left_out=ALL_OTHERS,
    ),
    "terraform-lock": Said(
        failed="terraform deployment",
        left_out=ALL_OTHERS,
    ),
    "terraform-state": Said(
        passed="terraform module",
        failed="terraform deployment",
        left_out=ALL_OTHERS,
    ),
    "terraform-examples": Said(
        passed="terraform module",
        left_out=ALL_OTHERS,
    ),
    "terraform-tests": Said(
        failed="terraform module",
        left_out=ALL_OTHERS,
    ),
    "security-audit": Said(
        failed=ALL_OTHERS,
        struck=(
            "empty, a readme alone, helm chart, kubernetes manifests, ansible role, documents, kustomize "
            "overlays, unreadable manifests"
        ),
    ),
    "authentication-secret": Said(
        struck=ALL_OTHERS,
    ),
    "metrics": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        struck=ALL_OTHERS,
    ),
    "structured-logging": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        struck=ALL_OTHERS,
    ),
    "alert-rules": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        struck=ALL_OTHERS,
    ),
    "alert-severities": Said(
        left_out=ALL_OTHERS,
    ),
    "alert-runbooks": Said(
        left_out=ALL_OTHERS,
    ),
    "dashboards": Said(
        left_out=ALL_OTHERS,
    ),
    "backups": Said(
        struck=ALL_OTHERS,
    ),
    "load-test": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        left_out=ALL_OTHERS,
    ),
    "migrations": Said(
        passed="django site",
        left_out=ALL_OTHERS,
    ),
    "api-description": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, two halves, only words, two package managers"
        ),
        left_out=ALL_OTHERS,
    ),
    "incident-runbook": Said(
        failed=(
            "python service, django site, node service, next application, go service, maven service, dotnet "
            "service, kubernetes manifests, two halves, only words, kustomize overlays, two package managers"
        ),
        struck=ALL_OTHERS,
    ),
    "maintenance": Said(
        failed=ALL_OTHERS,
    ),
    "recovery-guide": Said(
        failed=ALL_OTHERS,
    ),
    "rollback": Said(
        failed=ALL_OTHERS,
    ),
    "deployment-guide": Said(
        failed=ALL_OTHERS,
    ),
    "on-call-guide": Said(
        failed=ALL_OTHERS,
    ),
    "alert-guide": Said(
        failed=ALL_OTHERS,
    ),
    "targets": Said(
        failed=ALL_OTHERS,
    ),
    "load-test-report": Said(
        failed=ALL_OTHERS,
    ),
    "threat-model": Said(
        failed=ALL_OTHERS,
    ),
    "data-inventory": Said(
        failed=ALL_OTHERS,
    ),
    "data-retention": Said(
        failed=ALL_OTHERS,
    ),
    "audit-log": Said(
        failed=ALL_OTHERS,
    ),
    "architecture": Said(
        failed=ALL_OTHERS,
    ),
    "decisions": Said(
        failed=ALL_OTHERS,
    ),
    "configuration-reference": Said(
        failed=ALL_OTHERS,
    ),
    "getting-started": Said(
        failed=ALL_OTHERS,
    ),
    "failure-modes": Said(
        failed=ALL_OTHERS,
    ),
    "incident-review-form": Said(
        failed=ALL_OTHERS,
    ),
    "troubleshooting": Said(
        failed=ALL_OTHERS,
    ),
    "infrastructure-guide": Said(
        failed=ALL_OTHERS,
    ),
    "examples": Said(
        failed=ALL_OTHERS,
    ),
    "support": Said(
        failed=ALL_OTHERS,
    ),
    "incident-review": Said(
        failed=ALL_OTHERS,
    ),
}
