# SPDX-License-Identifier: Apache-2.0
"""A guest of QEMU's pseries machine that can be saved and loaded; used by tools/qemu-roundtrip."""

import json
import socket
import subprocess
import time

QEMU = "qemu-system-ppc64"

# VOF starts the guest at once, SLOF takes four seconds. TCG has none of these capabilities.
MACHINE = "pseries,x-vof=on,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off"
# How long it may save, load or print nothing.
PATIENCE_SECONDS = 60
POLL_SECONDS = 0.02

# A live guest changes more than this, so that it is read in passes, until it is let converge.
LIVE_BYTES_PER_SECOND = 48 << 20
LIVE_PASSES = 4
UNLIMITED = {"max-bandwidth": 1 << 40, "downtime-limit": 1000 * PATIENCE_SECONDS}


class Failure(Exception):
    """Something cannot be run."""


def line_count(text):
    """A line that has no end yet does not count."""
    return text.count("\n")


def patiently(what):
    """Yields now and then, and fails if that goes on for too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        yield
        time.sleep(POLL_SECONDS)
    raise Failure(f"QEMU does not {what} within {PATIENCE_SECONDS} s")


class GuestInQemu:
    """QEMU with a guest, in a folder; it ends with the `with` block, or if this program dies.

    `guest` is QEMU's options for it, among them its devices of the character device `console`.
    """

    def __init__(self, folder, name, cpu, guest, *options):
        self.console = folder / f"{name}.console"
        self.console.touch()
        self.messages = folder / f"{name}.messages"
        ours, theirs = socket.socketpair()
        command = [
            "setpriv", "--pdeathsig", "KILL", QEMU, "-M", MACHINE, "-cpu", cpu,
            "-accel", "tcg,thread=single", "-nodefaults", "-display", "none",
            "-chardev", f"file,id=console,path={self.console.name}",
            "-chardev", f"socket,id=control,fd={theirs.fileno()}",
            "-mon", "chardev=control,mode=control", *guest, *options,
        ]  # fmt: skip
        with ours, theirs, self.messages.open("w") as messages:
            self.control = ours.makefile("rw")
            self.process = subprocess.Popen(
                command, cwd=folder, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=messages, stderr=messages,
            )  # fmt: skip

    def __enter__(self):
        self.call("qmp_capabilities")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def call(self, command, **arguments):
        request = json.dumps({"execute": command, "arguments": arguments})
        try:
            self.control.write(request)
            self.control.flush()
            for line in self.control:
                answer = json.loads(line)
                if "return" in answer:
                    return answer["return"]
                if "error" in answer:
                    raise Failure(f"QEMU refuses {request}: {answer['error']['desc']}")
        except ConnectionError:
            pass  # It has ended, as if it had closed the connection in time.
        self.process.wait()
        raise Failure(f"QEMU ends: {self.messages.read_text().strip() or 'no message'}")

    def text(self):
        return self.console.read_text(errors="replace")

    def wait_for_text(self, is_enough):
        """Returns the guest's output, early if it is silent for too long."""
        text, deadline = "", time.monotonic() + PATIENCE_SECONDS
        while not is_enough(text) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            self.call("query-status")  # which fails if QEMU has ended
            longer = self.text()
            if longer != text:
                text, deadline = longer, time.monotonic() + PATIENCE_SECONDS
        return text

    def save_stopped(self, name):
        self.call("stop")
        for _ in self.passes_of_saving(name):
            pass

    def save_running(self, name, last_line):
        """Returns in how many passes. By the given line of the guest's the last one is due."""
        self.call("migrate-set-parameters", **{"max-bandwidth": LIVE_BYTES_PER_SECOND})
        passes = 0
        for passes in self.passes_of_saving(name):
            if passes >= LIVE_PASSES or line_count(self.text()) >= last_line:
                self.call("migrate-set-parameters", **UNLIMITED)
        return passes

    def passes_of_saving(self, name):
        """Yields how many passes over the memory there were by now."""
        self.call("migrate", uri=f"exec:cat > {name}")
        for _ in patiently("save the guest"):
            state = self.call("query-migrate")
            if state.get("status") == "failed":
                raise Failure(f"QEMU cannot save the guest: {state.get('error-desc', '')}")
            yield state.get("ram", {}).get("dirty-sync-count", 0)
            if state.get("status") == "completed":
                return

    def go_on(self):
        """Of a guest that is being loaded."""
        for _ in patiently("load the guest"):
            if self.call("query-status")["status"] != "inmigrate":
                break
        self.call("cont")
