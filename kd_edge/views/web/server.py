"""The server of the page, in a thread of its own: whatever a browser does, recognition goes on."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kd_edge.errors import MissingExtraError, StreamError

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket

STATIC: Final = Path(__file__).parent / "static"
HERE: Final = ("127.0.0.1", "localhost", "::1")
EVERYWHERE: Final = {"0.0.0.0": (socket.AF_INET, "192.0.2.1"), "::": (socket.AF_INET6, "2001:db8::1")}
"""All addresses of this computer -> family, and an address elsewhere (reserved for documentation)."""

QUEUE: Final = 2000
"""Messages that wait for one browser; then the oldest are dropped, and counted."""

REMEMBERED: Final = 200
"""Events that a page which is opened later is told at once: signs, true labels, remarks."""

START_S: Final = 10.0


class _Client:
    """One open page."""

    def __init__(self) -> None:
        self.waiting: deque[str | bytes] = deque()
        self.dropped = 0
        self.ready = asyncio.Event()

    def put(self, messages: Iterable[str | bytes]) -> None:
        for message in messages:
            if len(self.waiting) >= QUEUE:
                self.waiting.popleft()
                self.dropped += 1
            self.waiting.append(message)
        self.ready.set()


class Server:
    """Serves the page and sends messages to everybody who has it open.

    Args:
        host: address to listen on; one that others reach needs a token, which is made here.
        port: 0 for any that is free.

    Attributes:
        url: of the page, with its token if there is one.

    Raises:
        MissingExtraError: starlette or uvicorn is absent.
        StreamError: the address cannot be had.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        try:
            import uvicorn
        except ImportError as error:
            raise MissingExtraError("uvicorn", "live") from error
        self._clients: set[_Client] = set()
        self._hello = ""
        self._remembered: deque[str] = deque(maxlen=REMEMBERED)
        self._token = "" if host in HERE else secrets.token_urlsafe(16)
        self._host = host
        listening = _listen(host, port)
        port = listening.getsockname()[1]
        shown = _reached(host)
        shown = f"[{shown}]" if ":" in shown else shown
        self.url = f"http://{shown}:{port}/" + (f"?token={self._token}" if self._token else "")
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        config = uvicorn.Config(
            self._app(), log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=1, access_log=False
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, args=([listening],), daemon=True, name="page")
        self._thread.start()
        if not self._started.wait(START_S):
            raise StreamError("The page's server starts", found="silence", remedy="try again, or another --view")

    def hello(self, message: dict[str, Any]) -> None:
        """What every page is told first."""
        self._hello = msgspec.json.encode(message).decode()
        self.send([self._hello])

    def send(self, messages: list[str | bytes], *, remember: bool = False) -> None:
        """Send ``messages`` to all open pages; never waits.

        Args:
            messages: texts and bytes.
            remember: whether pages that are opened later shall be told, too; texts only.
        """
        if remember:
            self._remembered.extend(message for message in messages if isinstance(message, str))
        if messages and self._clients and self._loop is not None:
            self._loop.call_soon_threadsafe(self._spread, messages)

    @property
    def dropped(self) -> int:
        """Messages that slow browsers did not take."""
        return sum(client.dropped for client in tuple(self._clients))

    @property
    def pages(self) -> int:
        """Open pages."""
        return len(self._clients)

    def close(self) -> None:
        """Stop serving."""
        self._uvicorn.should_exit = True
        self._thread.join(START_S)

    def _spread(self, messages: list[str | bytes]) -> None:
        for client in self._clients:
            client.put(messages)

    def _app(self) -> Starlette:
        from starlette.applications import Starlette
        from starlette.middleware import Middleware
        from starlette.middleware.trustedhost import TrustedHostMiddleware
        from starlette.routing import Mount, Route, WebSocketRoute
        from starlette.staticfiles import StaticFiles

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            self._loop = asyncio.get_running_loop()
            self._started.set()
            yield

        # A page of another site could make a browser ask for a name that it has turned into this address.
        guard = (
            []
            if self._token
            else [Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])]
        )
        return Starlette(
            routes=[
                Route("/", self._page),
                WebSocketRoute("/live", self._live),
                Mount("/static", StaticFiles(directory=STATIC)),
            ],
            middleware=guard,
            lifespan=lifespan,
        )

    async def _page(self, request: Request) -> Response:
        from starlette.responses import FileResponse, PlainTextResponse

        if not self._knows(request.query_params.get("token", "")):
            return PlainTextResponse("This page needs the token that kd-edge printed with its address.", 403)
        return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-store"})

    async def _live(self, websocket: WebSocket) -> None:
        from starlette.websockets import WebSocketDisconnect

        if not self._knows(websocket.query_params.get("token", "")) or not _same_site(websocket):
            await websocket.close(1008)
            return
        await websocket.accept()
        client = _Client()
        client.put([text for text in (self._hello, *self._remembered) if text])
        self._clients.add(client)
        reading = asyncio.create_task(_until_closed(websocket))
        try:
            while not reading.done():
                ready = asyncio.create_task(client.ready.wait())
                await asyncio.wait({ready, reading}, return_when=asyncio.FIRST_COMPLETED)
                ready.cancel()
                client.ready.clear()
                while client.waiting:
                    message = client.waiting.popleft()
                    await (websocket.send_text(message) if isinstance(message, str) else websocket.send_bytes(message))
        except (WebSocketDisconnect, RuntimeError):  # the page was closed while something was being sent
            pass
        finally:
            self._clients.discard(client)
            reading.cancel()

    def _knows(self, token: str) -> bool:
        return not self._token or secrets.compare_digest(token.encode(), self._token.encode())


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(16)
    except OSError as error:
        raise StreamError(
            "The page is served on a free address of this computer",
            found=f"{host}:{port}: {error.strerror or error}",
            remedy="leave out --view-port to take any that is free, or name another",
        ) from error
    return listening


def _reached(host: str) -> str:
    """An address by which others reach ``host``; "every address of this computer" is none that can be opened."""
    if host not in EVERYWHERE:
        return host
    family, elsewhere = EVERYWHERE[host]
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.connect((elsewhere, 9))  # sends nothing, but chooses the way there
        return str(asking.getsockname()[0])
    return host


def _same_site(websocket: WebSocket) -> bool:
    """Whether the page that asks was served here, and not by another site."""
    origin = websocket.headers.get("origin")
    return origin is None or origin.split("://")[-1] == websocket.headers.get("host")


async def _until_closed(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
