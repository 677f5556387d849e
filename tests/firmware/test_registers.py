"""The values that drivers write into their chips' registers, compared with the manuals: no such board was available."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kd_edge.deploy import boards
from kd_edge.deploy.boards import boards_root, load_board
from tests.firmware.documented import DOCUMENTED, add_board, copy_firmware, documented_files

Start = Callable[..., dict[int, int]]

MODEL = Path(__file__).with_name("registers")
BAUD = 921_600

RCC = 0x40023800
SYSTICK_RELOAD = 0xE000E014
INTERNAL_MHZ = 16
STM32 = {
    # name: (chip, MHz of its crystal, address of the USART, its bit in APB1ENR or APB2ENR, port of its pins, out, in)
    "netduinoplus2": ("f405", 25, 0x40004400, 17, 0x40020000, 2, 3),
    "feather-stm32f405": ("f405", 12, 0x40004800, 18, 0x40020400, 10, 11),
    "nucleo-f411re": ("f411", 8, 0x40004400, 17, 0x40020000, 2, 3),
    "nucleo-f446re": ("f446", 8, 0x40004400, 17, 0x40020000, 2, 3),
    DOCUMENTED: ("f411", 25, 0x40011000, 4, 0x40020000, 9, 10),
}
WITHOUT_CRYSTAL = ("nucleo-f411re", "nucleo-f446re")  # another chip gives a clock in its place
APB2 = 0x40010000  # where the fast peripheral bus begins
CHIPS = {
    # MHz of the core, the most that the core and the two peripheral buses take, MHz per wait state of the flash at
    # 3 V (data sheets: 30 and 30, with 64 and 90 for one and two of the F411), and the regulator's bits in PWR_CR
    "f405": (168, 168, 42, 84, 30, 1 << 14),
    "f411": (96, 100, 50, 100, 30, 3 << 14),
    "f446": (180, 180, 45, 90, 30, 3 << 14 | 3 << 16),  # with over-drive, without which it is 168 MHz
}

UART = 0x40002000
TIMER0, TIMER1 = 0x40008000, 0x40009000
NORDIC = {
    # name: (address of the output pin's port and its number, the same of the input pin)
    "microbit": ((0x50000000, 24), (0x50000000, 25)),
    "nano33ble": ((0x50000300, 3), (0x50000300, 10)),
    "feather-nrf52840": ((0x50000000, 25), (0x50000000, 24)),
    "xiao-nrf52840-sense": ((0x50000300, 11), (0x50000300, 12)),
}
FED = {"nano33ble": ((0x50000000, 22), (0x50000300, 0)), "xiao-nrf52840-sense": ((0x50000300, 8),)}
WITH_USB = ("netduinoplus2", "feather-stm32f405", DOCUMENTED, "nano33ble", "feather-nrf52840", "xiao-nrf52840-sense")
BOOT_WORDS = {
    "nano33ble": 0xB0,
    "feather-nrf52840": 0x57,
    "xiao-nrf52840-sense": 0x57,
}  # of Arduino's boot loader and of Adafruit's
RETAINED = 0x4000051C


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Registers by address after the driver of a board, or of the documented one, has started the modelled chip."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("registers")
    copy = copy_firmware(folder)
    add_board(copy / "boards" / DOCUMENTED, documented_files())

    def run(name: str, *arguments: str) -> dict[int, int]:
        program = folder / name
        if not program.is_file():
            board = load_board(name)
            places = (
                MODEL,
                boards_root(),
                boards_root() / "common",
                board.family,
                *(boards_root().parent / part for part in ("usb", "sensors")),
            )
            drivers = [path for path in sorted(board.family.glob("*.c")) if not path.stem.endswith(("_usb", "_keep"))]
            sources = (*drivers, board.folder / "board.c", MODEL / "model.c")
            options = ("-std=gnu99", "-Wall", "-Werror", "-include", "model.h", *(f"-I{place}" for place in places))
            command = [compiler, *options, *map(str, sources), "-o", str(program)]
            subprocess.run(command, check=True)
        result = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        return {int(address, 16): int(value, 16) for address, value in map(str.split, result.stdout.splitlines())}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boards, "firmware_root", lambda: copy)
        yield run


@pytest.mark.parametrize("arguments", [(), ("crystal",), ("loaded",), ("crystal", "loaded")])
@pytest.mark.parametrize("name", STM32)
def test_an_stm32_runs_as_fast_as_its_board_says_and_its_chip_can(
    name: str, arguments: tuple[str, ...], start: Start
) -> None:
    chip, crystal_mhz, uart, uart_bit, port, out, into = STM32[name]
    core_mhz, most_mhz, apb1_most_mhz, apb2_most_mhz, mhz_per_wait_state, regulator = CHIPS[chip]
    registers = start(name, *arguments)
    assert core_mhz <= most_mhz
    assert registers[RCC] >> 18 & 1 == (name in WITHOUT_CRYSTAL), "a clock from elsewhere"
    assert registers[0x40007000] & regulator == regulator, "the voltage for full speed"
    assert registers[0x40007000] >> 16 & 3 == (3 if chip == "f446" else 0), "over-drive, reserved on other chips"
    assert registers[0x40023C00] & 0xF >= core_mhz / mhz_per_wait_state - 1, "wait states"

    pll = registers[RCC + 0x04]
    from_crystal = bool(pll >> 22 & 1)
    assert from_crystal == ("crystal" in arguments)
    vco_in_mhz = (crystal_mhz if from_crystal else INTERNAL_MHZ) / (pll & 0x3F)
    vco_mhz = vco_in_mhz * (pll >> 6 & 0x1FF)
    assert 0.95 <= vco_in_mhz <= 2.1
    assert 100 <= vco_mhz <= 432
    assert vco_mhz / (2 * (pll >> 16 & 3) + 2) == core_mhz
    assert (pll >> 28 >= 2) == (chip == "f446"), "its divider R, which may not be less; reserved on other chips"
    usb_divider = pll >> 24 & 0xF
    assert usb_divider >= 2
    assert vco_mhz / usb_divider <= 48 < vco_mhz / (usb_divider - 1), "as fast as USB may be"

    assert registers[0] == (name in WITH_USB and from_crystal and vco_mhz / usb_divider == 48), "exact enough for USB"

    configuration = registers[RCC + 0x08]
    dividers = {0b000: 1, 0b100: 2, 0b101: 4, 0b110: 8, 0b111: 16}
    assert configuration & 0b11 == 0b10, "the PLL is the core's clock"
    assert configuration >> 4 & 0xF == 0, "which is not divided"
    apb1_mhz = core_mhz / dividers[configuration >> 10 & 7]
    assert apb1_mhz <= apb1_most_mhz
    apb2_mhz = core_mhz / dividers[configuration >> 13 & 7]
    assert apb2_mhz <= apb2_most_mhz
    assert registers[SYSTICK_RELOAD] + 1 == core_mhz * 1000

    enable, bus_mhz = (RCC + 0x44, apb2_mhz) if uart >= APB2 else (RCC + 0x40, apb1_mhz)
    assert registers[enable] >> uart_bit & 1
    assert registers[RCC + 0x30] >> ((port - 0x40020000) // 0x400) & 1
    assert registers[uart + 0x08] == pytest.approx(bus_mhz * 1e6 / BAUD, rel=0.015)
    for pin in (out, into):
        assert registers[port] >> 2 * pin & 3 == 2, "alternate function"
        assert registers[port + 0x20 + pin // 8 * 4] >> pin % 8 * 4 & 0xF == 7, "USART1 to USART3"


@pytest.mark.parametrize(
    ("chip", "core_mhz", "crystal_mhz", "message"),
    [
        ("stm32f411", 168, 8, "KD_CORE_MHZ is more than this chip can do"),
        ("stm32f411", 101, 8, "KD_CORE_MHZ is more than this chip can do"),
        ("stm32f405", 169, 8, "KD_CORE_MHZ is more than this chip can do"),
        ("stm32f405", 49, 8, "KD_CORE_MHZ is less than 50"),
        ("stm32f405", 168, 27, "KD_CRYSTAL_MHZ is not within 4 to 26"),
        ("stm32f446", 181, 8, "KD_CORE_MHZ is more than this chip can do"),
        ("stm32f411", 100, 8, None),
        ("stm32f411", None, 8, "defines KD_CORE_MHZ and KD_CRYSTAL_MHZ"),
    ],
)
def test_what_an_stm32_cannot_do_is_refused(
    chip: str, core_mhz: int | None, crystal_mhz: int, message: str | None
) -> None:
    wanted = {"KD_CORE_MHZ": core_mhz, "KD_CRYSTAL_MHZ": crystal_mhz}
    assert_compiles("stm32f4", f"kd_{chip}.h", wanted, "const kd_stm32f4_clock_t clock = KD_STM32F4_CLOCK;", message)


@pytest.mark.parametrize(
    ("chip", "usart", "message"),
    [
        ("stm32f405", 3, None),
        ("stm32f446", 3, None),
        ("stm32f411", 2, None),
        ("stm32f411", 3, "This chip has no USART3: its header says KD_CHIP_HAS_USART3. Use USART1 or USART2"),
    ],
)
def test_a_serial_port_that_an_stm32_lacks_is_refused(chip: str, usart: int, message: str | None) -> None:
    wanted = {"KD_CORE_MHZ": 96, "KD_CRYSTAL_MHZ": 8}
    board = f"const kd_stm32f4_uart_t uart = KD_STM32F4_USART{usart};"
    assert_compiles("stm32f4", f"kd_{chip}.h", wanted, board, message)


@pytest.mark.parametrize(
    ("multiplier", "first", "second", "message"),
    [
        (125, 6, 2, None),
        (125, 5, 2, "133 MHz at most"),
        (140, 6, 2, "750 to 1600 MHz"),
        (62, 3, 2, "750 to 1600 MHz"),
        (125, 8, 2, "are 1 to 7"),
    ],
)
def test_what_an_rp2040_cannot_do_is_refused(multiplier: int, first: int, second: int, message: str | None) -> None:
    wanted = {"KD_PLL_MULTIPLIER": multiplier, "KD_PLL_FIRST": first, "KD_PLL_SECOND": second}
    board = "const kd_rp2040_board_t board = {.clock = KD_RP2040_CLOCK};"
    assert_compiles("rp2040", "kd_rp2040_clock.h", wanted, board, message)


def assert_compiles(family: str, header: str, wanted: dict[str, int | None], use: str, message: str | None) -> None:
    """A board.c that wants these numbers compiles, or is refused with ``message``."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    lines = [f"#define {name} {value}" for name, value in wanted.items() if value is not None]
    text = "\n".join([*lines, f'#include "{header}"', use])
    places = (f"-I{place}" for place in (boards_root() / "common", boards_root() / "families" / family))
    command = [compiler, "-std=gnu99", "-Wall", "-Wextra", "-Werror", *places, "-fsyntax-only", "-x", "c", "-"]
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert (result.returncode == 0) == (message is None), result.stderr
    assert message is None or message in result.stderr


@pytest.mark.parametrize("name", NORDIC)
def test_the_nordic_serial_port_is_on_its_pins(name: str, start: Start) -> None:
    (out_port, out), (in_port, into) = NORDIC[name]
    registers = start(name)
    assert registers[0x40000000] == 1, "the crystal is asked for"

    assert registers[UART + 0x50C] == out + 32 * (out_port != 0x50000000)
    assert registers[UART + 0x514] == into + 32 * (in_port != 0x50000000)
    assert registers[out_port + 0x508] == 1 << out, "high before it is an output"
    for port, pin in FED.get(name, ()):
        assert registers[port + 0x508], "sensors are fed"
        assert registers[port + 0x700 + 4 * pin] == 3 << 8 | 3, "an output with high drive"
    assert registers[out_port + 0x700 + 4 * out] & 1 == 1, "an output"
    assert registers[in_port + 0x700 + 4 * into] & 3 == 0, "a connected input"
    assert registers[UART + 0x524] == 0x0EBED000
    assert registers[UART + 0x500] == 4
    assert registers[UART + 0x304] == 1 << 2, "an interrupt for every byte"


@pytest.mark.parametrize("name", NORDIC)
def test_a_nordic_board_tells_its_boot_loader_to_stay(name: str, start: Start) -> None:
    assert start(name)[0] == (name in WITH_USB)
    assert start(name).get(RETAINED) is None
    assert start(name, "boot").get(RETAINED) == BOOT_WORDS.get(name)


@pytest.mark.parametrize("name", STM32)
def test_an_stm32_restarts_into_its_roms_boot_loader_where_its_usb_has_a_connector(name: str, start: Start) -> None:
    after = start(name, "boot", "crystal")
    if name not in WITH_USB:
        assert 4 not in after, "it goes on"
        return
    assert after[4] == 0x1FFF0000, "the boot loader's vector table"
    assert after[0x40013800] == 1, "mapped at 0, too"
    assert after[RCC + 0x44] == 1 << 14
    assert RCC + 0x34 not in after, "nothing that a reset stops has been started"
    assert SYSTICK_RELOAD not in after
    assert after.get(RCC + 0x04, 0) == 0, "nor the PLL"


@pytest.mark.parametrize("name", NORDIC)
def test_the_nordic_timers_fit_their_bits(name: str, start: Start) -> None:
    registers = start(name)
    assert registers[TIMER0 + 0x508] == 3, "32 bits"
    assert registers[TIMER0 + 0x510] == 0, "16 MHz"
    assert registers[TIMER1 + 0x508] == 0, "16 bits: the nRF51's second timer has no more"
    wake_hz = 16e6 / 2 ** registers[TIMER1 + 0x510]
    assert registers[TIMER1 + 0x540] / wake_hz == pytest.approx(0.1)
    assert 0.25 * wake_hz < 1 << 16, "the longest period that board.h allows"
    assert registers[TIMER1 + 0x200] == 1
    assert registers[TIMER1 + 0x304] == 1 << 16
