"""Disturbs pushes to HubSpot at random, by seed, and looks for what must never be told.

The account's story (`account`) is synced and pushed undisturbed first, day after day
(`truth`). A trial (`trial`) begins at one of its moments, with the warehouse and HubSpot as they
were then. Some of its runs are disturbed: by answers of HubSpot that are no good (`troubles`), by
SIGKILL between two requests (`theatre`), by what people do in HubSpot by hand (`acts`), by another
warehouse or another portal (`strangers`); then runs are not. HubSpot is looked at after each
request that writes (`watching`): at no moment it may hold what it never holds undisturbed, or hold
it earlier, and in the end it holds the same (`ends`). What else there is to choose, such as custom
events, each history chooses for itself (`features`).
"""
