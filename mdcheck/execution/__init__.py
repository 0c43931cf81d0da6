"""Running checks: `plan` orders them, `trust` permits, `runner` runs, `process` starts and ends a process."""
