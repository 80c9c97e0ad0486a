// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/track_event_writer.h"

#include <utility>

#include <protozero/pbf_writer.hpp>

namespace htabsim {

namespace {

using protozero::pbf_writer;

// Field numbers of Perfetto's schema, protos/perfetto/trace.
namespace trace_field {
constexpr unsigned kPacket = 1;
}
namespace packet_field {
constexpr unsigned kTimestamp = 8;
constexpr unsigned kSequenceId = 10;
constexpr unsigned kTrackEvent = 11;
constexpr unsigned kInternedData = 12;
constexpr unsigned kSequenceFlags = 13;
constexpr unsigned kTrackDescriptor = 60;
}  // namespace packet_field
namespace descriptor_field {
constexpr unsigned kUuid = 1;
constexpr unsigned kName = 2;
constexpr unsigned kParentUuid = 5;
constexpr unsigned kCounter = 8;
constexpr unsigned kChildOrdering = 11;
constexpr unsigned kSiblingOrderRank = 12;
}  // namespace descriptor_field
namespace event_field {
constexpr unsigned kDebugAnnotations = 4;
constexpr unsigned kType = 9;
constexpr unsigned kNameIid = 10;
constexpr unsigned kTrackUuid = 11;
constexpr unsigned kCounterValue = 30;
constexpr unsigned kFlowIds = 47;
constexpr unsigned kTerminatingFlowIds = 48;
}  // namespace event_field
namespace annotation_field {
constexpr unsigned kNameIid = 1;
constexpr unsigned kUintValue = 3;
constexpr unsigned kStringValue = 6;
}  // namespace annotation_field
namespace interned_field {
constexpr unsigned kEventNames = 2;
constexpr unsigned kDebugAnnotationNames = 3;
}  // namespace interned_field
namespace name_field {
constexpr unsigned kIid = 1;
constexpr unsigned kName = 2;
}  // namespace name_field

constexpr std::int32_t kSliceBegin = 1;
constexpr std::int32_t kSliceEnd = 2;
constexpr std::int32_t kInstant = 3;
constexpr std::int32_t kCounterType = 4;

constexpr std::uint32_t kOnlySequence = 1;
constexpr std::uint32_t kStateCleared = 1;  // of the first packet
constexpr std::uint32_t kNeedsState = 2;    // names are numbers
constexpr std::int32_t kExplicitOrder = 3;  // of children: by their rank

constexpr std::uint64_t number(TrackUuid track) { return static_cast<std::uint64_t>(track); }

void add_note(pbf_writer& event, const TrackNote& note, std::uint64_t name) {
  pbf_writer annotation(event, event_field::kDebugAnnotations);
  annotation.add_uint64(annotation_field::kNameIid, name);
  if (note.text.empty()) {
    annotation.add_uint64(annotation_field::kUintValue, note.number);
  } else {
    annotation.add_string(annotation_field::kStringValue, note.text.data(), note.text.size());
  }
}

void add_names(std::string& interned, unsigned field,
               const std::vector<std::pair<std::uint64_t, std::string>>& names) {
  pbf_writer data(interned);
  for (const auto& [iid, text] : names) {
    pbf_writer name(data, field);
    name.add_uint64(name_field::kIid, iid);
    name.add_string(name_field::kName, text);
  }
}

}  // namespace

std::uint64_t TrackEventWriter::Names::number_of(std::string_view text) {
  if (text.empty()) return 0;
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) return known->second;
  const std::uint64_t number = numbers_.size() + 1;
  numbers_.emplace(text, number);
  new_.emplace_back(number, text);
  return number;
}

std::vector<std::pair<std::uint64_t, std::string>> TrackEventWriter::Names::take_new() {
  return std::exchange(new_, {});
}

TrackUuid TrackEventWriter::add_track(std::string_view name, TrackUuid parent) {
  return describe(name, parent, Kind::kTrack);
}

TrackUuid TrackEventWriter::add_counter(std::string_view name, TrackUuid parent) {
  return describe(name, parent, Kind::kCounter);
}

TrackUuid TrackEventWriter::describe(std::string_view name, TrackUuid parent, Kind kind) {
  const TrackUuid uuid{++tracks_};
  std::string text;
  pbf_writer descriptor(text);
  descriptor.add_uint64(descriptor_field::kUuid, number(uuid));
  descriptor.add_string(descriptor_field::kName, name.data(), name.size());
  if (parent != TrackUuid::kNone) {
    descriptor.add_uint64(descriptor_field::kParentUuid, number(parent));
  }
  if (kind == Kind::kCounter) descriptor.add_message(descriptor_field::kCounter, "", 0);
  if (kind == Kind::kTrack) {
    descriptor.add_enum(descriptor_field::kChildOrdering, kExplicitOrder);
  }
  descriptor.add_int32(descriptor_field::kSiblingOrderRank, static_cast<std::int32_t>(tracks_));
  std::string packet;
  pbf_writer(packet).add_message(packet_field::kTrackDescriptor, text);
  write_packet(packet);
  return uuid;
}

void TrackEventWriter::begin(const TrackEvent& event) { write_event(kSliceBegin, event); }
void TrackEventWriter::end(const TrackEvent& event) { write_event(kSliceEnd, event); }
void TrackEventWriter::instant(const TrackEvent& event) { write_event(kInstant, event); }

void TrackEventWriter::count(TrackUuid counter, std::uint64_t ns, std::int64_t value) {
  std::string text;
  pbf_writer event(text);
  event.add_enum(event_field::kType, kCounterType);
  event.add_uint64(event_field::kTrackUuid, number(counter));
  event.add_int64(event_field::kCounterValue, value);
  std::string packet;
  pbf_writer writer(packet);
  writer.add_uint64(packet_field::kTimestamp, ns);
  writer.add_message(packet_field::kTrackEvent, text);
  write_packet(packet);
}

std::string TrackEventWriter::encoded(std::int32_t type, const TrackEvent& event) {
  std::string text;
  pbf_writer writer(text);
  writer.add_enum(event_field::kType, type);
  writer.add_uint64(event_field::kTrackUuid, number(event.track));
  if (!event.name.empty()) {
    writer.add_uint64(event_field::kNameIid, event_names_.number_of(event.name));
  }
  for (const TrackNote& note : event.notes)
    add_note(writer, note, note_names_.number_of(note.name));
  for (const std::uint64_t id : event.flows.through) {
    writer.add_fixed64(event_field::kFlowIds, id);
  }
  for (const std::uint64_t id : event.flows.ending) {
    writer.add_fixed64(event_field::kTerminatingFlowIds, id);
  }
  return text;
}

std::string TrackEventWriter::new_names() {
  std::string interned;
  add_names(interned, interned_field::kEventNames, event_names_.take_new());
  add_names(interned, interned_field::kDebugAnnotationNames, note_names_.take_new());
  return interned;
}

void TrackEventWriter::write_event(std::int32_t type, const TrackEvent& event) {
  const std::string text = encoded(type, event);
  const std::string names = new_names();
  std::string packet;
  pbf_writer writer(packet);
  writer.add_uint64(packet_field::kTimestamp, event.ns);
  if (!names.empty()) writer.add_message(packet_field::kInternedData, names);
  writer.add_message(packet_field::kTrackEvent, text);
  write_packet(packet);
}

void TrackEventWriter::write_packet(std::string_view packet) {
  std::string whole(packet);
  pbf_writer writer(whole);
  writer.add_uint32(packet_field::kSequenceId, kOnlySequence);
  writer.add_uint32(packet_field::kSequenceFlags, has_begun_ ? kNeedsState : kStateCleared);
  has_begun_ = true;
  std::string framed;
  pbf_writer(framed).add_message(trace_field::kPacket, whole);
  out_.write(framed.data(), static_cast<std::streamsize>(framed.size()));
  bytes_ += framed.size();
}

}  // namespace htabsim
