"""The whole shipped stack: started from the Compose files, checked, disturbed and measured.

`make stack`: the files' commands run as processes; `make stack ENGINE=docker`: in containers.
"""
