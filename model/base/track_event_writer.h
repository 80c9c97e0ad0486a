// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// Names a track; kNone: what is at the top.
enum class TrackUuid : std::uint64_t { kNone = 0 };

/// Something that is said of an event: a number, or a text if there is one.
struct TrackNote {
  std::string_view name;
  std::uint64_t number = 0;
  std::string_view text = {};
};

/// The ids of flows that an event is on. An id links events in the order of their times.
struct TrackFlows {
  std::span<const std::uint64_t> through = {};
  std::span<const std::uint64_t> ending = {};  ///< they end here
};

/// What happens on a track at a time in nanoseconds.
struct TrackEvent {
  TrackUuid track{};
  std::uint64_t ns = 0;
  std::string_view name = {};  ///< not of an end
  std::span<const TrackNote> notes = {};
  TrackFlows flows = {};
};

/// Writes a trace of Perfetto (ui.perfetto.dev) in its TrackEvent protobuf: one sequence of
/// packets, whose names are interned. A track's events come in the order of their times.
class TrackEventWriter {
 public:
  /// Whoever made the stream looks at its state.
  explicit TrackEventWriter(std::ostream& out) : out_(out) {}

  /// Tracks below one parent are shown in the order in which they were added.
  TrackUuid add_track(std::string_view name, TrackUuid parent);
  /// One that only count() is for.
  TrackUuid add_counter(std::string_view name, TrackUuid parent);

  void begin(const TrackEvent& event);
  /// Ends what has begun last on the track.
  void end(const TrackEvent& event);
  void instant(const TrackEvent& event);
  void count(TrackUuid counter, std::uint64_t ns, std::int64_t value);

  /// Of all that was written.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  /// Numbers of the texts that are written once.
  class Names {
   public:
    /// 0 for the empty text.
    std::uint64_t number_of(std::string_view text);
    /// Those that are new since last asked, by number.
    std::vector<std::pair<std::uint64_t, std::string>> take_new();

   private:
    std::map<std::string, std::uint64_t, std::less<>> numbers_;
    std::vector<std::pair<std::uint64_t, std::string>> new_;
  };

  enum class Kind : std::uint8_t { kTrack, kCounter };

  TrackUuid describe(std::string_view name, TrackUuid parent, Kind kind);
  void write_event(std::int32_t type, const TrackEvent& event);
  std::string encoded(std::int32_t type, const TrackEvent& event);
  std::string new_names();
  void write_packet(std::string_view packet);

  std::ostream& out_;
  std::uint64_t bytes_ = 0;
  std::uint64_t tracks_ = 0;
  bool has_begun_ = false;
  Names event_names_;
  Names note_names_;
};

}  // namespace htabsim
