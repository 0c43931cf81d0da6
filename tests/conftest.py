import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("everyday", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("everyday"), derandomize=True, print_blob=True)
settings.register_profile("long", settings.get_profile("everyday"), max_examples=5_000)
settings.register_profile("mutants", settings.get_profile("ci"), max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "everyday"))


@pytest.fixture(scope="session", autouse=True)
def state_folder(tmp_path_factory):
    """Runs are remembered in a person's state folder; tests must not fill that of the person who starts them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
