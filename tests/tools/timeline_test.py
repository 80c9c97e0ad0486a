#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
#
# timeline_test.py PROGRAM   decodes the demo's timeline by protobuf's own tools against the messages of
#                            Perfetto's schema, and holds it against stats.json. Skipped (77) without protoc
#                            (protobuf-compiler) or python3-protobuf, both of Debian, whose python3 this is for.
import collections
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

if shutil.which("protoc") is None:
    print("skipped: there is no protoc (Debian package protobuf-compiler)")
    sys.exit(77)
try:
    import google.protobuf  # noqa: F401
except ImportError:
    print("skipped: there is no google.protobuf (Debian package python3-protobuf)")
    sys.exit(77)

PROGRAM = sys.argv[1]
HERE = pathlib.Path(__file__).resolve().parent
GUEST = HERE.parent.parent / "traces/p8-4k-share"
BEGIN, END, INSTANT, COUNTER = 1, 2, 3, 4

Event = collections.namedtuple("Event", "ns track type name notes flows value")


def check(holds, what):
    if not holds:
        sys.exit(f"timeline_test.py: {what}")


def migrate(*options):
    command = [PROGRAM, "migrate", str(GUEST / "demo.toml"), "--guest", str(GUEST), *map(str, options)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def schema(folder):
    command = ["protoc", f"--proto_path={HERE}", f"--python_out={folder}", "track_event.proto"]
    subprocess.run(command, check=True)
    sys.path.insert(0, str(folder))
    import track_event_pb2

    return track_event_pb2


class Timeline:
    """The packets in order, with the texts of their numbers."""

    def __init__(self, messages, file):
        trace = messages.Trace()
        trace.ParseFromString(file.read_bytes())
        check(trace.packet[0].sequence_flags == 1, "the first packet does not begin the sequence")
        names, note_names = {}, {}
        self.tracks, self.parents, self.events, packets = {}, {}, [], trace.packet
        for packet in packets:
            check(not packet.UnknownFields(), "a packet has a field that the schema does not know")
            check(packet.trusted_packet_sequence_id == 1, "a packet is of no sequence")
            for name in packet.interned_data.event_names:
                names[name.iid] = name.name
            for name in packet.interned_data.debug_annotation_names:
                note_names[name.iid] = name.name
            if packet.HasField("track_descriptor"):
                track = packet.track_descriptor
                self.tracks[track.uuid] = track.name
                self.parents[track.uuid] = track.parent_uuid
                continue
            event = packet.track_event
            notes = {
                note_names[note.name_iid]: note.string_value if note.HasField("string_value") else note.uint_value
                for note in event.debug_annotations
            }
            self.events.append(
                Event(packet.timestamp, event.track_uuid, event.type, names.get(event.name_iid), notes,
                      (list(event.flow_ids), list(event.terminating_flow_ids)), event.counter_value))

    def path(self, track):
        above = self.parents[track]
        return (self.path(above) + "/" if above else "") + self.tracks[track]

    def begun(self, name, track=None):
        return [e for e in self.events
                if e.type in (BEGIN, INSTANT) and e.name == name and (track is None or self.path(e.track) == track)]

    def check_slices(self):
        """On each track, slices end inside of each other; gives what stays open at the end."""
        open_ones = collections.defaultdict(list)
        for event in self.events:
            if event.type == BEGIN:
                open_ones[event.track].append(event)
            elif event.type == END:
                check(open_ones[event.track], f"something ends that has not begun on {self.path(event.track)}")
                began = open_ones[event.track].pop()
                check(began.ns <= event.ns, f"{began.name} ends before it begins")
        return [event.name for events in open_ones.values() for event in events]


def check_counts(timeline, stats):
    walks = stats["core0"]["lookup_unit"]["walks"]
    check(len(timeline.begun("walk")) == walks, f"not as many walks as {walks}")
    hcalls = stats["cpu0"]["hcalls"]
    for name, key in (("H_ENTER", "enter"), ("H_REMOVE", "remove"), ("H_PROTECT", "protect")):
        check(len(timeline.begun(name)) == hcalls[key], f"not as many {name} as {hcalls[key]}")
    thread = stats["cpu0"]["thread"]
    check(len(timeline.begun("host's page fault")) == thread["hypervisor_storage_interrupts"], "page faults of the host")
    check(len(timeline.begun("page fault")) == stats["cpu0"]["replay"]["faults_checked"], "page faults")
    reads = stats["htab_fd"]["reads"]
    check(len(timeline.begun("reads", "source/HTAB descriptor")) == reads, f"not as many reads as {reads}")
    groups = sum(row["groups"] for row in stats["migration"]["passes"])
    check(len(timeline.begun("group")) == groups, f"not as many groups as {groups}")
    writes = stats["destination"]["htab_fd"]["writes"]
    check(len(timeline.begun("writes", "destination/HTAB descriptor")) == writes, f"not as many writes as {writes}")


def check_counters(timeline):
    """None below 0, and nothing busy at the end."""
    last = {}
    for event in timeline.events:
        if event.type == COUNTER:
            check(event.value >= 0, f"{timeline.path(event.track)} is {event.value}")
            last[event.track] = event.value
    check(last and not any(last.values()), "a queue is not empty at the end")


STEPS = {"page fault": 0, "host's page fault": 0, "H_ENTER": 1, "H_REMOVE": 1, "H_PROTECT": 1,
         "storage interrupt": 1, "entry changed": 2, "group": 3, "writes": 4}


def check_flows(timeline):
    """From fault to hcall, entry, group and write, each in the order of their times."""
    steps = collections.defaultdict(list)
    ended = set()
    for event in timeline.events:
        through, ending = event.flows
        for flow in through + ending:
            steps[flow].append(event)
        ended.update(ending)
    whole = 0
    for flow, events in steps.items():
        check(all(a.ns <= b.ns for a, b in zip(events, events[1:])), f"flow {flow} goes back in time")
        kinds = [STEPS[event.name] for event in events]
        check(kinds[0] in (0, 1), f"flow {flow} begins with {events[0].name}")
        check((4 in kinds) == (flow in ended), f"flow {flow} ends in no write")
        if kinds.count(2) == 1 and 3 in kinds:
            check(kinds == sorted(kinds) and kinds[-2:] == [3, 4], f"flow {flow} goes {kinds}")
            entry = events[kinds.index(2)].notes["entry"]
            group, write = events[-2].notes, events[-1].notes
            check(group == {k: write[k] for k in group}, f"flow {flow} is of another group than is written")
            check(group["first_entry"] <= entry < group["first_entry"] + group["valid"] + group["invalid"],
                  f"flow {flow} is of an entry that its group has not")
        whole += set(kinds) == {0, 1, 2, 3, 4}
    check(whole > 1000, f"only {whole} flows go all the way from a page fault to a write")
    print(f"{len(steps)} flows, {len(ended)} to a write, {whole} of them from a page fault")


def check_window(messages, whole, folder):
    file = folder / "window.pftrace"
    migrate("--timeline", file, "--timeline-window", "2ms:2100us")
    window = Timeline(messages, file)
    window.check_slices()
    inside = [e for e in whole.events if e.type == INSTANT and 2_000_000 <= e.ns < 2_100_000]
    check(inside and [e for e in window.events if e.type == INSTANT] == inside, "the window's instants differ")
    begun = [e for e in whole.events if e.type == BEGIN and 2_000_000 <= e.ns < 2_100_000]
    check([e for e in window.events if e.type == BEGIN and e.ns >= 2_000_000] == begun, "the window's slices differ")
    check("iterates" in [e.name for e in window.events if e.ns < 2_000_000], "what goes on around the window")


def check_limit(messages, folder):
    file = folder / "limit.pftrace"
    said = migrate("--timeline", file, "--timeline-limit", "100K")
    check("--timeline-limit 102,400 was reached" in said, f"the summary does not say that it is cut: {said}")
    check(90_000 < file.stat().st_size <= 102_400, f"the file has {file.stat().st_size} bytes")
    check(not [name for name in Timeline(messages, file).check_slices() if name == "walk"], "a walk has no end")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        messages = schema(folder)
        file = folder / "demo.pftrace"
        migrate("-o", folder / "run", "--timeline", file)
        stats = json.loads((folder / "run/stats.json").read_text())
        check(stats["event_hash"] == "5c355a53cc647aac", "the run is another with a timeline")
        check(file.stat().st_size <= 50_000_000, f"the timeline has {file.stat().st_size} bytes")
        timeline = Timeline(messages, file)
        check(sorted(timeline.check_slices()) == ["saved", "stopped"], "not all is over at the end")
        check_counts(timeline, stats)
        check_counters(timeline)
        check_flows(timeline)
        check_window(messages, timeline, folder)
        check_limit(messages, folder)
        stepped = folder / "stepped.pftrace"
        migrate("--stepped", "--timeline", stepped)
        check(stepped.read_bytes() == file.read_bytes(), "--stepped has another timeline")
    print("timeline_test.py: passed")


main()
