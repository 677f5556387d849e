"""The server of the page, in a thread of its own: whatever a browser does, recognition goes on."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kd_edge.errors import MissingExtraError, StreamError
from kd_edge.views.web.channel import Channel

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.websockets import WebSocket

    Answer = Callable[[Request], Response]

STATIC: Final = Path(__file__).parent / "static"
HERE: Final = ("127.0.0.1", "localhost", "::1")
EVERYWHERE: Final = {"0.0.0.0": (socket.AF_INET, "192.0.2.1"), "::": (socket.AF_INET6, "2001:db8::1")}
"""All addresses of this computer -> family, and an address elsewhere (reserved for documentation)."""

PAGES: Final = 16
"""Pages that may be open at the same time; a further one is told so, and shows it."""

FULL: Final = 1013
"""Code with which a WebSocket is closed: try again later."""

LONGEST: Final = 1024
"""Bytes that a page may say at once."""

START_S: Final = 10.0
LAST_S: Final = 1.0
NO_TOKEN: Final = "This page needs the token that kd-edge printed with its address."


class Server:
    """Serves pages and sends messages to everybody who has one open.

    Args:
        channels: name of a session -> its pages; the address itself shows that called ``""``, ``?source=NAME`` another.
        host: address to listen on; one that others reach needs a token, which is made here.
        port: 0 for any that is free.
        answers: further paths, and what answers them.

    Attributes:
        url: of the page, with its token if there is one.

    Raises:
        MissingExtraError: starlette or uvicorn is absent.
        StreamError: the address cannot be had.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel],
        host: str = "127.0.0.1",
        port: int = 0,
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        try:
            import uvicorn
        except ImportError as error:
            raise MissingExtraError("uvicorn", "live") from error
        self._channels = dict(channels)
        self._answers = dict(answers or {})
        self._token = "" if host in HERE else secrets.token_urlsafe(16)
        self._host = host
        listening = _listen(host, port)
        port = listening.getsockname()[1]
        shown = reached(host)
        self._address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
        self.url = self.address("/")
        self._started = threading.Event()
        config = uvicorn.Config(
            self._app(),
            log_level="warning",
            ws="websockets-sansio",
            ws_max_size=LONGEST,
            timeout_graceful_shutdown=1,
            access_log=False,
        )
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._uvicorn.run, args=([listening],), daemon=True, name="page")
        self._thread.start()
        if not self._started.wait(START_S):
            raise StreamError("The page's server starts", found="silence", remedy="try again, or another --view")

    def address(self, path: str) -> str:
        """The address of ``path``, with the token if there is one."""
        return f"{self._address}{path}" + (f"?token={self._token}" if self._token else "")

    def close(self) -> None:
        """Send what still waits, for a second at most, and stop serving."""
        for channel in self._channels.values():
            channel.drain(LAST_S)
        for channel in self._channels.values():
            channel.loop = None  # its pages are told nothing more
        self._uvicorn.should_exit = True
        self._thread.join(START_S)

    def _app(self) -> Starlette:
        from starlette.applications import Starlette
        from starlette.middleware import Middleware
        from starlette.middleware.trustedhost import TrustedHostMiddleware
        from starlette.routing import Mount, Route, WebSocketRoute
        from starlette.staticfiles import StaticFiles

        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            for channel in self._channels.values():
                channel.loop = asyncio.get_running_loop()
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
                *(Route(path, self._guarded(answer)) for path, answer in self._answers.items()),
            ],
            middleware=guard,
            lifespan=lifespan,
        )

    async def _page(self, request: Request) -> Response:
        from starlette.responses import FileResponse, PlainTextResponse

        channel = self._channels.get(request.query_params.get("source", ""))
        if not self._knows(request.query_params.get("token", "")):
            return PlainTextResponse(NO_TOKEN, 403)
        if channel is None:
            return PlainTextResponse("There is no source of this name.", 404)
        return FileResponse(STATIC / channel.page, headers={"Cache-Control": "no-store"})

    def _guarded(self, answer: Answer) -> Callable[[Request], Response]:
        def guarded(request: Request) -> Response:
            from starlette.responses import PlainTextResponse

            if not self._knows(request.query_params.get("token", "")):
                return PlainTextResponse(NO_TOKEN, 403)
            return answer(request)

        return guarded

    async def _live(self, websocket: WebSocket) -> None:
        from starlette.websockets import WebSocketDisconnect

        channel = self._channels.get(websocket.query_params.get("source", ""))
        known = self._knows(websocket.query_params.get("token", "")) and _same_site(websocket)
        if not known or channel is None:
            await websocket.close(1008)
            return
        await websocket.accept()
        if sum(each.pages for each in self._channels.values()) >= PAGES:
            await websocket.close(FULL, f"{PAGES} pages are open already, as many as may be: close one of them")
            return
        client = channel.enter()
        reading = asyncio.create_task(_until_closed(websocket, channel.obey))
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
            channel.leave(client)
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


def reached(host: str) -> str:
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


async def _until_closed(websocket: WebSocket, obey: Callable[[str], None] | None) -> None:
    while (message := await websocket.receive())["type"] != "websocket.disconnect":
        if obey is not None and message.get("text"):
            obey(message["text"])
