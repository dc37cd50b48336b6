"""The whole shipped stack: started from the Compose files, checked, disturbed and measured.

`make stack`. Where there is no container engine, the files' commands run as processes.
"""
