import os
import pkgutil
import signal
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from testing.tiers import THOROUGH

import mdcheck

FOUND = Path(__file__).parents[1] / ".hypothesis" / "examples"
"""What chance has found: it is tried first in the next run by chance, until it no longer fails."""

settings.register_profile(
    "fixed",
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough",
    settings.get_profile("fixed"),
    max_examples=1_000,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(FOUND),
)
settings.register_profile("long", settings.get_profile("thorough"), max_examples=5_000)
settings.register_profile("mutants", settings.get_profile("fixed"), max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("thorough" if THOROUGH else "fixed"))

UNCOUNTED = {"conformance", "corpus", "formatters"}
"""Folders whose tests need what not every machine has: documents of others, cmark-gfm, prettier."""


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items):
    """The gates on coverage must read the same everywhere and every day, so tests by chance or by luck don't count.

    They must not be the first to load a module either: its lines would seem never to run.
    """
    for module in pkgutil.walk_packages(mdcheck.__path__, "mdcheck."):
        if not module.name.endswith(".__main__"):
            import_module(module.name)
    for item in items:
        by_chance = getattr(item.obj, "is_hypothesis_test", False)
        if by_chance:
            item.add_marker(pytest.mark.scaled)
        if by_chance or item.path.parent.name in UNCOUNTED:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session", autouse=True)
def state_folder(tmp_path_factory):
    """Runs are remembered in a person's state folder; tests must not fill that of the person who starts them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.fixture(scope="session", autouse=True)
def heard_signals():
    """Programs that tests start inherit what is ignored, under `nohup` SIGHUP and behind `&` SIGINT."""
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


@pytest.fixture(autouse=True)
def signals(heard_signals):
    """A command that runs checks sets handlers for the rest of its process, which here is that of the other tests."""
    former = {number: signal.getsignal(number) for number in ENDING}
    yield
    for number, handler in former.items():
        signal.signal(number, handler)
