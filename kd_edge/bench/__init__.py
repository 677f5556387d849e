"""What a bundle costs, and whether it computes right: one package for each place where it is measured.

- ``on_host``, ``on_emulator``, ``on_device``: a whole bundle, from raw samples to decisions;
- ``reports``: what they have in common, the report;
- ``targets``: one of these places as the user names it;
- ``goldens``: the recordings that boards play, and what must come of them;
- ``engine``: the generated C of any int8 model by itself;
- ``mlperf``: a board and files for MLPerf Tiny's runner.
"""
