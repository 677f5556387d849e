"""The latency, memory and correctness of a bundle: one package for each place where it is measured.

- ``on_host``, ``on_emulator``, ``on_device``: a whole bundle, from raw samples to decisions;
- ``reports``: the report that all of them write;
- ``targets``: these places, as the command line names them;
- ``goldens``: the recordings that boards play, and their expected results;
- ``engine``: the generated C of any int8 model, without a signal path;
- ``mlperf``: a board and files for MLPerf Tiny's runner.
"""
