"""How much work a call is, counted and not timed: the same on a fast machine and on a busy one."""

import sys

# Methods that walk through the whole object; `str.find` and `str.index` begin where they are told to.
WALKING = {
    list: frozenset(["remove", "index", "insert", "count", "copy"]),
    str: frozenset(["count", "replace", "split", "rsplit", "translate"]),
}


def steps(action):
    """The lines of Python that an action runs, and the elements that methods of lists and strings walk through."""
    count = 0

    def line(_frame, event, _arg):
        nonlocal count
        count += event == "line"
        return line

    def call(_frame, event, function):
        nonlocal count
        if event == "c_call":
            owner = getattr(function, "__self__", None)
            count += len(owner) if function.__name__ in WALKING.get(type(owner), ()) else 1

    before = sys.gettrace(), sys.getprofile()  # a debugger's, or coverage's
    sys.setprofile(call)
    sys.settrace(line)
    try:
        action()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return count


def growth(action, small):
    """How many times the steps it takes where everything is four times as large."""
    action(small)  # what is imported and kept by the first call is no part of it
    return steps(lambda: action(4 * small)) / steps(lambda: action(small))
