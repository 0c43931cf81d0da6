import os
import pkgutil
import signal
from importlib import import_module

import pytest
from hypothesis import HealthCheck, settings

import mdcheck

settings.register_profile("everyday", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("everyday"), derandomize=True, print_blob=True)
settings.register_profile("long", settings.get_profile("everyday"), max_examples=5_000)
settings.register_profile("mutants", settings.get_profile("ci"), max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "everyday"))

UNCOUNTED = {"conformance", "corpus", "formatters"}
"""Folders whose tests need what not every machine has: documents of others, cmark-gfm, prettier."""


def pytest_collection_modifyitems(items):
    """The gates on coverage must read the same everywhere and every day, so tests by chance or by luck don't count.

    They must not be the first to load a module either: its lines would seem never to run.
    """
    for module in pkgutil.walk_packages(mdcheck.__path__, "mdcheck."):
        if not module.name.endswith(".__main__"):
            import_module(module.name)
    for item in items:
        if getattr(item.obj, "is_hypothesis_test", False) or item.path.parent.name in UNCOUNTED:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session", autouse=True)
def state_folder(tmp_path_factory):
    """Runs are remembered in a person's state folder; tests must not fill that of the person who starts them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def signals():
    """A command that runs checks sets handlers for the rest of its process, which here is that of the other tests."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    former = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in former.items():
        signal.signal(number, handler)
