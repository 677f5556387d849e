"""Recording new takes: prompts, checks of every take, a journal that survives a crash, and the finished archive.

``plan`` says what is recorded in which order, ``spans`` cuts takes out of live streams by device time, ``recorder``
leads through the session, ``following`` cuts takes where the source itself tells what is done, ``quality`` judges a
take, ``journal`` keeps everything on disk while it happens, and ``finishing`` makes the archive of it.
"""
