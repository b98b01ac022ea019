"""Which device a name means, and when devices may be read anew."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.listening.fake_card import FakeCard
from voiceprep.audio.devices import (
    Device,
    DeviceError,
    default_device,
    find_device,
    fitting,
    from_option,
    lasting_name,
    list_devices,
)
from voiceprep.audio.streams import close_stream, open_stream, read_devices_anew


def devices(*labels: str) -> list[Device]:
    pairs = [label.rsplit(", ", 1) for label in labels]
    return [Device(number, name, system, 48_000) for number, (name, system) in enumerate(pairs)]


LAPTOP = devices(
    "HDA Intel: ALC257 (hw:0,0), ALSA", "USB Audio: - (hw:2,0), ALSA", "USB Audio Pro (hw:3,0), ALSA"
)
WINDOWS = devices("Headset, MME", "Array, MME", "Headset, Windows WASAPI")

names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
machines = st.lists(names, min_size=1, max_size=6).map(lambda found: devices(*(f"{n}, ALSA" for n in found)))


@pytest.mark.parametrize(
    ("there", "wanted", "numbers"),
    [
        (LAPTOP, "HDA Intel: ALC257 (hw:0,0)", [0]),
        (LAPTOP, "hda", [0]),
        (LAPTOP, "audio pro", [2]),
        (LAPTOP, "usb audio", [1, 2]),
        (LAPTOP, "USB Audio: - (hw:5,0)", [1]),
        (LAPTOP, "USB Audio: - (hw:5,0), ALSA", [1]),
        (LAPTOP, "telephone", []),
        (WINDOWS, "Headset", [0, 2]),
        (WINDOWS, "headset, windows wasapi", [2]),
        (WINDOWS, "wasapi", [2]),
    ],
)
def test_what_a_name_means(there: list[Device], wanted: str, numbers: list[int]) -> None:
    assert [device.number for device in fitting(there, wanted)] == numbers


@given(machines, st.data())
def test_a_name_in_full_means_its_own_device_whatever_else_is_there(
    there: list[Device], data: st.DataObject
) -> None:
    device = data.draw(st.sampled_from(there))
    for name in (device.name, device.label):
        assert {one.name.casefold() for one in fitting(there, name)} == {device.name.casefold()}


def test_the_default_a_number_and_what_is_not_there() -> None:
    card = FakeCard(names=("laptop", "headset"))
    assert find_device(card, "input", None).name == "laptop"
    assert find_device(card, "input", 1).name == "headset"
    assert [device.name for device in list_devices(card, "input")] == ["laptop", "headset"]
    for nowhere in (2, "telephone"):
        with pytest.raises(DeviceError, match=f"no microphone called {nowhere}"):
            find_device(card, "input", nowhere)
    assert list_devices(card, "output") == []
    with pytest.raises(DeviceError, match="no loudspeaker called 0"):
        find_device(card, "output", 0)


def test_a_name_that_fits_two_names_both() -> None:
    card = FakeCard(names=("USB one", "USB two"))
    with pytest.raises(DeviceError, match="fits several microphones: USB one, Threads; USB two, Threads"):
        find_device(card, "input", "usb")


def test_two_devices_of_one_name_are_no_riddle() -> None:
    card = FakeCard(names=("headset (hw:1,0)", "headset (hw:2,0)"))
    assert find_device(card, "input", "headset").number == 0
    assert find_device(card, "input", "headset (hw:2,0)").number == 1
    assert find_device(card, "input", "headset (hw:7,0)").number == 0


def test_without_any_device() -> None:
    card = FakeCard(names=())
    assert default_device(card, "input") is None
    with pytest.raises(DeviceError, match="no microphone on this system"):
        find_device(card, "input", None)


def test_a_lasting_name_finds_its_device_again() -> None:
    card = FakeCard(names=("laptop", "headset"))
    headset = find_device(card, "input", 1)
    assert lasting_name(card, "input", headset) == "headset"
    second_of_that_name = Device(2, "headset", "WASAPI", 44_100)
    assert lasting_name(card, "input", second_of_that_name) == "headset, WASAPI"


@pytest.mark.parametrize(
    ("text", "device"), [("3", 3), ("headset", "headset"), ("3 inputs", "3 inputs"), ("²", "²")]
)
def test_digits_are_a_number(text: str, device: str | int) -> None:
    assert from_option(text) == device


def test_devices_are_not_read_anew_under_an_open_stream() -> None:
    card = FakeCard()
    card.plugged_in.append("headset")
    stream = open_stream(
        lambda: SimpleNamespace(abort=lambda ignore_errors: None, close=lambda ignore_errors: None)
    )
    assert not read_devices_anew(card)
    assert len(list_devices(card, "input")) == 1
    close_stream(stream)
    assert read_devices_anew(card)
    assert len(list_devices(card, "input")) == 2


def test_a_stream_that_cannot_be_opened_is_not_counted() -> None:
    def refuse() -> None:
        raise OSError("busy")

    with pytest.raises(OSError, match="busy"):
        open_stream(refuse)
    assert read_devices_anew(FakeCard())
