"""A Bluetooth board in Chromium's own emulation of Bluetooth: its chooser, link, services and writes are the browser's.

The emulation has no notifications.  What the board sends is the answer to a read instead, which fires the same event of
the same object with the same bytes; the script below asks for it again and again.
"""

from __future__ import annotations

import base64
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from kd_edge.link.ports import Port

ADDRESS = "02:00:00:00:00:01"
SERVICE, WRITE, NOTIFY = (f"6e40000{number}-b5a3-f393-e0a9-e50e24dcca9e" for number in (1, 2, 3))
CLIENT_CONFIGURATION = "00002902-0000-1000-8000-00805f9b34fb"
AT_ONCE = 500  # bytes of a value, which has at most 512

READING = """(() => {
  const start = BluetoothRemoteGATTCharacteristic.prototype.startNotifications;
  BluetoothRemoteGATTCharacteristic.prototype.startNotifications = async function () {
    await start.call(this);
    (async () => { for (;;) await this.readValue(); })().catch(() => {});
    return this;
  };
})()"""


class Radio:
    """A board within reach, which takes and gives the bytes of ``port``.

    Args:
        context: of the browser.
        page: that asks for a device.
        port: the host's end of the board's port.
    """

    def __init__(self, context: Any, page: Any, port: Port) -> None:
        self._page, self._port = page, port
        self._air = context.browser.new_browser_cdp_session()
        self._chooser = context.new_cdp_session(page)
        self._events: deque[tuple[str, dict[str, Any]]] = deque()
        self._prompts: set[str] = set()
        self._notify: str | None = None
        self._waiting = b""
        for session, name in (
            (self._chooser, "DeviceAccess.deviceRequestPrompted"),
            (self._air, "BluetoothEmulation.gattOperationReceived"),
            (self._air, "BluetoothEmulation.characteristicOperationReceived"),
        ):
            session.on(name, lambda event, name=name: self._events.append((name, event)))
        self._send("enable", state="powered-on", leSupported=True)
        known = {"manufacturerData": [], "knownServiceUuids": [SERVICE]}
        self._send("simulatePreconnectedPeripheral", address=ADDRESS, name="board", **known)
        self._chooser.send("DeviceAccess.enable")

    def until(self, done: Callable[[], bool], timeout_s: float) -> None:
        """Answer what the browser asks of the board until ``done``."""
        end = time.monotonic() + timeout_s
        while self._waiting or not done():
            assert time.monotonic() < end, "the browser is done in time"
            while self._events:
                self._answer(*self._events.popleft())
            self._page.wait_for_timeout(1)  # lets events come

    def close(self) -> None:
        """No Bluetooth any more."""
        self._send("disable")

    def _answer(self, name: str, event: dict[str, Any]) -> None:
        kind = event.get("type")
        if name == "DeviceAccess.deviceRequestPrompted":
            if event["devices"] and event["id"] not in self._prompts:
                self._prompts.add(event["id"])
                self._chooser.send("DeviceAccess.selectPrompt", {"id": event["id"], "deviceId": ADDRESS})
        elif name == "BluetoothEmulation.gattOperationReceived":
            if kind == "discovery" and self._notify is None:
                self._notify = self._services()
            self._send("simulateGATTOperationResponse", address=ADDRESS, type=kind, code=0)
        elif kind == "write" and event["writeType"] == "write-without-response":
            data = base64.b64decode(event["data"])
            assert len(data) <= 20, "what every link takes at once"
            self._port.write(data)
        else:
            given = {"data": self._value()} if kind == "read" else {}
            whom = event["characteristicId"]
            self._send("simulateCharacteristicOperationResponse", characteristicId=whom, type=kind, code=0, **given)

    def _value(self) -> str:
        """The next bytes of the board, at most as many as a value has."""
        if len(self._waiting) < AT_ONCE:
            self._waiting += self._port.read_waiting()
        data, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        return base64.b64encode(data).decode()

    def _services(self) -> str:
        service = self._send("addService", address=ADDRESS, serviceUuid=SERVICE)["serviceId"]
        ways = {WRITE: {"writeWithoutResponse": True}, NOTIFY: {"notify": True, "read": True}}
        for uuid, properties in ways.items():
            given = {"serviceId": service, "characteristicUuid": uuid, "properties": properties}
            made = str(self._send("addCharacteristic", **given)["characteristicId"])
        self._send("addDescriptor", characteristicId=made, descriptorUuid=CLIENT_CONFIGURATION)
        return made

    def _send(self, command: str, /, **given: Any) -> Any:
        return self._air.send(f"BluetoothEmulation.{command}", given)
