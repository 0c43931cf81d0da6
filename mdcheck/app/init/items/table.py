"""All items by their ids."""

from __future__ import annotations

from mdcheck.app.init.items import (
    ci,
    community,
    delivery,
    dependencies,
    documents,
    kubernetes,
    operation,
    project,
    quality,
    source,
    terraform,
    tools,
)

ITEMS = {
    **project.MAKERS,
    **community.MAKERS,
    **ci.MAKERS,
    **quality.MAKERS,
    **tools.MAKERS,
    **source.MAKERS,
    **dependencies.MAKERS,
    **delivery.MAKERS,
    **kubernetes.MAKERS,
    **terraform.MAKERS,
    **operation.MAKERS,
    **documents.MAKERS,
}
"""What makes each; the docstring says what the item is about."""
