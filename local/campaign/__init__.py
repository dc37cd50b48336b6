"""Disturbs syncs at random, by seed, and looks for what was never true: `make campaign`.

An account's story (`account`, with odd histories from `histories`) is synced undisturbed first,
moment by moment (`truth`). A trial (`trial`) begins at one of its moments, with the warehouse as it
was then. Some runs are disturbed, by answers that are no good (`troubles`) and by SIGKILL (`runs`);
then a nightly run is not. After each run marts must hold nothing that they never hold undisturbed,
and in the end the same.
"""
