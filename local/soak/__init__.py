"""Lets an installation run for simulated weeks, and looks what grows or is lost: `make soak`.

A Zoom account (`account`) has the same kind of day again and again. All of its hours (`calendar`)
are played: by the bodies of the tasks in one process that lives to the end (`worker`), the webhooks
under uvicorn, and a watcher of the inboxes (`watcher`), each a process of its own (`installation`).
Some runs are disturbed and some are killed, by seed (`play`). Each evening everything is measured
(`sizes`); in the end what should be flat is compared with what it was after a third of the time
(`verdict`), and what people see with what the sandbox says (`truth`). In Airflow (`airflow`) its
own runs take the place of the process that calls the bodies, and its processes are measured.
"""
