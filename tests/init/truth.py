"""For each made-up repository: the items that its starter must have, no others, and what their checks must say."""

from __future__ import annotations

from typing import NamedTuple


class Truth(NamedTuple):
    """The ids of the items that pass, and of those that fail."""

    passed: str
    failed: str


TRUTH = {
    "empty": Truth(
        "untracked",
        "licence readme security-policy contributing gitignore changelog owners conduct",
    ),
    "a readme alone": Truth(
        "untracked secrets merge-marks",
        "licence readme security-policy contributing gitignore changelog owners",
    ),
    "python library": Truth(
        "licence runtime typed gitignore tests-in-ci permissions merge-marks secrets untracked",
        "metadata changelog security-policy contributing readme lint types pinned updates",
    ),
    "python tool": Truth(
        "licence command gitignore tests-in-ci permissions merge-marks secrets untracked",
        "command-shown changelog runtime security-policy contributing readme pinned updates",
    ),
    "python service": Truth(
        "licence tests-in-ci permissions secrets untracked lock one-lock env-example image-user image-base",
        "security-policy pinned env-ignored updates image-ignore telemetry image-health",
    ),
    "django site": Truth(
        "licence gitignore tests-in-ci merge-marks secrets untracked",
        "security-policy readme contributing updates telemetry",
    ),
    "node library": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked one-lock",
        "metadata runtime changelog security-policy contributing readme pinned updates",
    ),
    "node tool": Truth(
        "licence command gitignore tests-in-ci permissions merge-marks secrets untracked lock one-lock",
        "command-shown changelog runtime security-policy contributing readme pinned updates",
    ),
    "node service": Truth(
        "licence tests-in-ci permissions secrets untracked lock one-lock",
        "security-policy readme contributing pinned updates image-user image-base image-ignore telemetry image-health",
    ),
    "next application": Truth(
        "licence gitignore tests-in-ci permissions merge-marks lock one-lock secrets untracked public-variables",
        "security-policy readme contributing end-to-end pinned updates",
    ),
    "go library": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "changelog security-policy contributing readme pinned updates",
    ),
    "go tool": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked lock",
        "changelog security-policy contributing readme pinned updates",
    ),
    "go service": Truth(
        "licence permissions secrets untracked lock image-user image-base memory-limits readiness workload-images",
        "security-policy readme tests-in-ci pinned updates image-ignore telemetry",
    ),
    "rust tool": Truth(
        "licence runtime gitignore tests-in-ci permissions merge-marks secrets untracked lock",
        "changelog security-policy contributing readme pinned updates",
    ),
    "rust library": Truth(
        "licence merge-marks secrets untracked",
        "metadata runtime changelog security-policy contributing readme gitignore updates",
    ),
    "maven service": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "security-policy readme contributing pinned updates telemetry",
    ),
    "gradle library": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "changelog security-policy contributing readme pinned updates",
    ),
    "php library": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "metadata changelog security-policy contributing readme pinned updates",
    ),
    "ruby gem": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "changelog security-policy contributing readme pinned updates",
    ),
    "dotnet service": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked image-user image-base",
        "security-policy readme contributing pinned updates image-ignore image-health",
    ),
    "elixir library": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "changelog security-policy contributing readme pinned updates",
    ),
    "swift library": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "changelog security-policy contributing readme pinned updates",
    ),
    "terraform module": Truth(
        "licence gitignore infrastructure-checked permissions merge-marks secrets untracked "
        "terraform-versions terraform-module terraform-state terraform-examples",
        "changelog readme security-policy contributing terraform-tests pinned updates",
    ),
    "terraform deployment": Truth(
        "licence gitignore merge-marks secrets untracked",
        "readme security-policy contributing infrastructure-checked terraform-versions terraform-state terraform-lock",
    ),
    "helm chart": Truth(
        "licence gitignore secrets untracked chart merge-marks",
        "changelog readme security-policy contributing infrastructure-checked",
    ),
    "kubernetes manifests": Truth(
        "licence gitignore secrets untracked memory-limits readiness workload-images merge-marks",
        "readme security-policy contributing infrastructure-checked",
    ),
    "ansible role": Truth(
        "licence gitignore secrets untracked merge-marks",
        "changelog readme security-policy contributing infrastructure-checked role",
    ),
    "documents": Truth(
        "licence gitignore secrets untracked document-links merge-marks",
        "owners conduct readme dead-links",
    ),
    "npm workspaces": Truth(
        "licence gitignore tests-in-ci permissions merge-marks member-locks lock secrets untracked",
        "owners runtime readme security-policy contributing member-tests pinned member-licences updates",
    ),
    "pnpm settings only": Truth(
        "licence gitignore merge-marks secrets untracked",
        "metadata runtime changelog security-policy contributing readme tests-in-ci updates",
    ),
    "cargo workspace": Truth(
        "licence gitignore tests-in-ci permissions merge-marks secrets untracked",
        "owners readme security-policy contributing pinned updates",
    ),
    "go workspace": Truth(
        "licence gitignore merge-marks secrets untracked",
        "owners readme security-policy contributing tests-in-ci updates",
    ),
    "maven modules": Truth(
        "licence gitignore merge-marks secrets untracked",
        "owners readme security-policy contributing tests-in-ci updates",
    ),
    "two halves": Truth(
        "licence gitignore merge-marks secrets untracked",
        "owners readme security-policy contributing tests-in-ci updates lock",
    ),
    "scripts": Truth(
        "licence gitignore merge-marks untracked secrets",
        "readme security-policy contributing changelog tests-exist",
    ),
    "dev container only": Truth(
        "licence gitignore merge-marks secrets untracked",
        "changelog security-policy contributing readme tests-in-ci updates",
    ),
    "names with spaces": Truth(
        "licence gitignore merge-marks secrets untracked",
        "metadata runtime changelog security-policy contributing readme tests-in-ci updates",
    ),
    "only words": Truth(
        "secrets",
        "security-policy licence readme readme-links tests-in-ci permissions untracked lock updates "
        "image-user image-base memory-limits readiness workload-images image-ignore telemetry",
    ),
    "strangers": Truth(
        "licence command gitignore permissions merge-marks secrets untracked",
        "command-shown changelog runtime security-policy contributing readme tests-in-ci strangers pinned updates",
    ),
    "tests and examples hold an .env": Truth(
        "licence gitignore merge-marks secrets untracked",
        "changelog security-policy contributing readme tests-in-ci updates",
    ),
    "kustomize overlays": Truth(
        "licence gitignore secrets untracked memory-limits readiness workload-images merge-marks",
        "readme security-policy contributing infrastructure-checked",
    ),
    "two package managers": Truth(
        "licence gitignore merge-marks secrets untracked lock",
        "security-policy readme contributing tests-in-ci one-lock updates telemetry",
    ),
    "unreadable manifests": Truth(
        "licence gitignore untracked secrets merge-marks",
        "readme security-policy contributing changelog updates",
    ),
}
