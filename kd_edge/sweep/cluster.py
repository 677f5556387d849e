"""Workers of a cluster: a `dask scheduler` and its `dask worker`s, started as anybody starts them."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from kd_edge import __version__
from kd_edge.errors import ClusterError, MissingExtraError

_CONNECT_S: Final = 10.0
_AGAIN_S: Final = 0.5


class DaskWorkers:
    """All workers of one scheduler, also those that come later.

    Args:
        scheduler: its address, such as ``tcp://host:8786``.
        sweep: a folder that all workers must see at the same place.
        patience_s: how long to wait for a scheduler and its first worker; also after they were lost.
    """

    def __init__(self, scheduler: str, sweep: Path, patience_s: float = 60.0) -> None:
        self._scheduler, self._sweep, self._patience_s = scheduler, sweep, patience_s

    @contextmanager
    def open(self) -> Iterator[Executor]:
        """Connect, and wait for a worker; an executor that loses its scheduler cancels what it was given.

        Raises:
            MissingExtraError: dask.distributed is not installed here.
            ClusterError: nothing answers in time, or a worker cannot do these trials.
        """
        client = self._connected()
        try:
            self._check(client)
            yield client.get_executor(pure=False)
        finally:
            with suppress(Exception):  # a scheduler that has gone need not be told
                client.close(timeout=_CONNECT_S)

    def _connected(self) -> Any:
        try:
            from distributed import Client
        except ImportError as error:
            raise MissingExtraError("distributed", "sweep") from error
        connect: Any = Client  # dask has no types
        deadline = time.monotonic() + self._patience_s
        while True:
            client: Any = None
            found = "no answer"
            try:
                client = connect(self._scheduler, timeout=min(_CONNECT_S, self._patience_s), set_as_default=False)
                client.wait_for_workers(1, timeout=max(_AGAIN_S, deadline - time.monotonic()))
            except (OSError, ValueError) as error:  # TimeoutError is an OSError; ValueError: no address
                found = "no worker" if client else str(error) or found
                if client:
                    client.close()
                if isinstance(error, ValueError) or time.monotonic() >= deadline:
                    raise ClusterError(
                        f"A dask scheduler with a worker answers at {self._scheduler}",
                        found=found,
                        remedy="start `dask scheduler`, and on each machine `dask worker ADDRESS --nthreads 1`",
                    ) from error
                time.sleep(_AGAIN_S)
            else:
                return client

    def _check(self, client: Any) -> None:
        """Every worker does one trial at a time, with this kd-edge and in this folder."""
        several = [name for name, threads in client.nthreads().items() if threads != 1]
        if several:
            raise ClusterError(
                "A worker does one trial at a time",
                found=f"several threads in {several[0]}",
                remedy="start it with --nthreads 1, and for more trials with --nworkers",
            )
        self._sweep.mkdir(parents=True, exist_ok=True)
        seen = self._sweep / f".seen-{os.getpid()}-{secrets.token_hex(4)}"
        seen.touch()
        try:
            answers = client.run(_about, seen)
        except ImportError as error:
            raise ClusterError(
                "kd-edge is installed wherever a worker runs", found=error, remedy="install it there"
            ) from error
        finally:
            seen.unlink()
        for worker, (version, sees) in answers.items():
            if version != __version__ or not sees:
                raise ClusterError(
                    "Workers have this kd-edge and see the sweep's folder at the same place",
                    found=f"{worker} with version {version}" if sees else f"no {self._sweep} at {worker}",
                    remedy="install the same version everywhere, and share the folder, for example by NFS",
                )


def _about(seen: Path) -> tuple[str, bool]:
    """The version of kd-edge in a worker, and whether it sees a file of ours."""
    return __version__, seen.exists()
