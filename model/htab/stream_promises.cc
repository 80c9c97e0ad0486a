// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_promises.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/text_table.h"

namespace htabsim {

namespace {

constexpr std::size_t kKept = 20;
constexpr HpteIndex kNoEntry(std::numeric_limits<std::uint64_t>::max());

std::string text_of(Hpte entry) {
  return any(entry.v, hpte_v::kValid) ? fmt::format("{:016x} {:016x}", entry.v, entry.r)
                                      : std::string("invalid");
}

}  // namespace

StreamPromises::StreamPromises(const HptImage& image, HeaderOrder order)
    : image_(&image),
      order_(order),
      published_(image.geometry().hptes()),
      received_(image.geometry().hptes()),
      noted_(image.geometry().hptes()),
      snapshot_(image.geometry().hptes()) {
  for (HpteIndex index = image.next_written(HpteIndex(0)); image.geometry().contains(index);
       index = image.next_written(index + 1)) {
    const Hpte view = guest_view(image, index);
    if (view != Hpte{}) published_.write(index.value()) = view;
    if (takes_note(index)) unreported_[index] = sequence_;
  }
}

HpteIndex StreamPromises::next_known(HpteIndex index) const {
  HpteIndex next = kNoEntry;
  const auto consider = [&](std::optional<std::uint64_t> written) {
    if (written) next = std::min(next, HpteIndex(*written));
    return next == index;
  };
  if (consider(published_.next_written(index.value()))) return index;
  if (consider(received_.next_written(index.value()))) return index;
  if (consider(noted_.next_written(index.value()))) return index;
  const HptGeometry& table = image_->geometry();
  const HpteIndex written = table.contains(index) ? image_->next_written(index) : next;
  if (table.contains(written) && consider(written.value())) return index;
  const auto change = unreported_.lower_bound(index);
  if (change != unreported_.end()) consider(change->first.value());
  return next;
}

Hpte StreamPromises::view_now(HpteIndex index, Hpte published) const {
  const Hpte memory = image_->read(index);
  if (!any(memory.v, hpte_v::kHvLock)) {
    return guest_view(memory, image_->guest_r(index), image_->geometry().format());
  }
  if (any(memory.v, hpte_v::kValid) && any(published.v, hpte_v::kValid)) {
    published.r |= memory.r & hpte_r::kRc;
  }
  return published;
}

bool StreamPromises::is_being_removed(HpteIndex index) const {
  const std::uint64_t dword0 = image_->load(index, HpteDword::k0);
  return any(dword0, hpte_v::kHvLock) && !any(dword0, hpte_v::kValid | hpte_v::kAbsent);
}

bool StreamPromises::has_pending_rc(HpteIndex index) const {
  const Hpte memory = image_->read(index);
  return any(memory.v, hpte_v::kValid) && any(memory.r & ~image_->guest_r(index), hpte_r::kRc);
}

/// To be called last: what was hidden counts as changed now.
void StreamPromises::follow_hidden(HpteIndex index) {
  const std::uint64_t dword0 = image_->load(index, HpteDword::k0);
  const bool updating = any(dword0, hpte_v::kHvLock) && !any(dword0, hpte_v::kValid);
  if (updating && !any(image_->guest_r(index), hpte_r::kModified)) {
    hidden_.insert(index);
  } else if (hidden_.erase(index) != 0) {
    const auto change = unreported_.find(index);
    if (change != unreported_.end()) change->second = sequence_;
  }
}

/// Whether MODIFIED has just been set: someone rewrote the entry.
bool StreamPromises::takes_note(HpteIndex index) {
  const bool now = any(image_->guest_r(index), hpte_r::kModified);
  if (now == (noted_.read(index.value()) != 0)) return false;
  noted_.write(index.value()) = now ? 1 : 0;
  return now;
}

/// R and C of an entry that is not VALID any more.
void StreamPromises::check_final_rc(HpteIndex index, Author author, Cycles cycle) {
  const std::uint64_t dword0 = image_->load(index, HpteDword::k0);
  if (any(dword0, hpte_v::kValid)) {
    if (any(dword0, hpte_v::kHvLock)) {
      losing_.insert(index);
    } else {
      losing_.erase(index);
    }
    return;
  }
  if (any(dword0, hpte_v::kHvLock)) return;
  if (losing_.erase(index) == 0 && author != Author::kHardware) return;
  const std::uint64_t dword1 = image_->load(index, HpteDword::k1);
  if (!any(dword1 & ~image_->guest_r(index), hpte_r::kRc)) return;
  violate(StreamPromise::no_lost_update, index, cycle,
          fmt::format("R or C of {:016x} came too late for the guest's dword 1, {:016x}", dword1,
                      image_->guest_r(index)));
}

std::uint64_t StreamPromises::on_change(HpteIndex index, Cycles cycle, Author author,
                                        Visible visible) {
  ++sequence_;
  if (visible == Visible::kNotYet) {
    unseen_.push_back({sequence_, {index, published_.read(index.value())}});
  }
  check_final_rc(index, author, cycle);
  const bool noted = takes_note(index);
  if (author == Author::kReader) {
    note_reader(index, noted);
  } else {
    note_change(index, noted);
  }
  follow_hidden(index);
  return sequence_;
}

void StreamPromises::on_visible(std::uint64_t change) {
  std::erase_if(unseen_, [change](const Unseen& one) { return one.change == change; });
}

bool StreamPromises::must_see(const Reader& reader, std::uint64_t change) {
  return change <= reader.begin && std::ranges::find(reader.unseen, change) == reader.unseen.end();
}

/// The one that a snapshot now may have missed, or else the snapshot itself.
std::uint64_t StreamPromises::last_hardware_change(HpteIndex index) const {
  for (auto one = unseen_.rbegin(); one != unseen_.rend(); ++one) {
    if (one->version.index == index && one->change != sequence_) return one->change;
  }
  return sequence_;
}

/// One that leaves MODIFIED may only harvest R and C, of an entry that it does not report (R58).
/// The read's data tell.
void StreamPromises::note_reader(HpteIndex index, bool noted) {
  if (any(image_->guest_r(index), hpte_r::kModified)) {
    left_modified_[index] = sequence_;
    note_change(index, noted);
  } else {
    left_modified_.erase(index);
    note_snapshot(index);
  }
}

/// A reported entry's MODIFIED was left by a snapshot all the same.
void StreamPromises::note_reported(HpteIndex index) {
  const auto left = left_modified_.find(index);
  if (left == left_modified_.end()) return;
  const auto change = unreported_.find(index);
  if (change != unreported_.end() && change->second <= left->second) unreported_.erase(change);
}

void StreamPromises::note_snapshot(HpteIndex index) {
  snapshot_.write(index.value()) = unreported_.erase(index) != 0 ? sequence_ : 0;
  // What hardware sets between the reader's look at the entry and this store comes with the next
  // pass (R59).
  if (has_pending_rc(index)) unreported_[index] = last_hardware_change(index);
}

void StreamPromises::note_change(HpteIndex index, bool noted) {
  Hpte& published = published_.write(index.value());
  const Hpte view = view_now(index, published);
  if (reading() && is_being_removed(index)) history_.push_back({index, {}});
  const bool differs = view != published;
  if (!differs && (!noted || unreported_.contains(index))) return;
  ++changes_;
  const bool watched = !readers_.empty();
  if (watched || noted) unreported_[index] = sequence_;
  if (!differs) return;
  if (reading()) history_.push_back({index, published});
  published = view;
}

void StreamPromises::on_table_switched(Cycles cycle) {
  ++sequence_;
  ++changes_;
  switched_ = cycle;
  for (auto& [descriptor, reader] : readers_) reader.of_old_table = true;
  hidden_.clear();
  losing_.clear();
  unreported_.clear();
  unseen_.clear();
  left_modified_.clear();
  for (HpteIndex index = next_known(HpteIndex(0)); index < kNoEntry;
       index = next_known(index + 1)) {
    note_moved(index);
  }
}

/// Compares what the receiver has with the new table.
void StreamPromises::note_moved(HpteIndex index) {
  const bool is_there = image_->geometry().contains(index);
  const Hpte view = is_there ? guest_view(*image_, index) : Hpte{};
  const bool noted = is_there && any(image_->guest_r(index), hpte_r::kModified);
  if (view != published_.read(index.value())) {
    if (reading()) history_.push_back({index, published_.read(index.value())});
    published_.write(index.value()) = view;
  }
  if (noted != (noted_.read(index.value()) != 0)) noted_.write(index.value()) = noted ? 1 : 0;
  if (noted || view != received_.read(index.value())) unreported_[index] = sequence_;
}

bool StreamPromises::reading() const {
  return std::any_of(readers_.begin(), readers_.end(),
                     [](const auto& reader) { return reader.second.reading; });
}

void StreamPromises::on_open(int descriptor, EntryFilter filter, HpteIndex start) {
  Reader reader;
  reader.filter = filter;
  reader.cursor = start;
  sent_ = filter;
  readers_[descriptor] = reader;
}

void StreamPromises::on_close(int descriptor) { readers_.erase(descriptor); }

void StreamPromises::on_read_begin(int descriptor) {
  Reader& reader = readers_.at(descriptor);
  reader.reading = true;
  reader.begin = sequence_;
  reader.history_begin = history_.size();
  reader.unseen.clear();
  for (const Unseen& one : unseen_) {
    reader.unseen.push_back(one.change);
    history_.push_back(one.version);
  }
}

void StreamPromises::on_read_end(int descriptor, std::span<const std::byte> data, std::size_t count,
                                 Cycles cycle) {
  Reader& reader = readers_.at(descriptor);
  if (data.size() > count) {
    violate(StreamPromise::framing, reader.cursor, cycle,
            fmt::format("{} bytes returned for a count of {}", data.size(), count));
  }
  if (data.empty()) {
    check_zero(reader, cycle);
  } else {
    check_groups(reader, data, cycle);
  }
  if (std::exchange(reader.of_old_table, false)) {
    violate(StreamPromise::one_table, reader.cursor, cycle,
            fmt::format("read on a descriptor that was opened before the table was replaced at "
                        "cycle {}: what it has sent is the old table's; open one anew",
                        grouped(switched_.value())));
  }
  reader.reading = false;
  if (!reading()) {
    history_.clear();
    left_modified_.clear();
  }
}

// The first pass speaks of every entry; later ones may leave out what is clean.
void StreamPromises::check_order(const Reader& reader, const HtabGroupHeader& header,
                                 Cycles cycle) {
  const bool follows =
      reader.first_pass ? header.first() == reader.cursor : header.first() >= reader.cursor;
  if (follows) return;
  violate(StreamPromise::framing, header.first(), cycle,
          fmt::format("a group of {} and {} entries where entry {} is next", header.n_valid,
                      header.n_invalid, reader.cursor.value()));
}

void StreamPromises::check_groups(Reader& reader, std::span<const std::byte> data, Cycles cycle) {
  bool first_group = true;
  while (!data.empty()) {
    if (data.size() < kGroupHeaderBytes) {
      violate(StreamPromise::framing, reader.cursor, cycle, "a header is cut short");
      return;
    }
    const auto header = decode_header(data.first<kGroupHeaderBytes>(), order_);
    data = data.subspan(kGroupHeaderBytes);
    // Only the first group of a read may go back, in a later pass: to the table's start, after the
    // last read ended at its end without saying so.
    if (first_group && !reader.first_pass && header.first() < reader.cursor) {
      reader.cursor = HpteIndex(0);
    }
    first_group = false;
    if (header.empty() || header.body_bytes() > data.size() ||
        header.end().value() > image_->geometry().hptes()) {
      violate(StreamPromise::framing, header.first(), cycle,
              fmt::format("header {}/{} after entry {} with {} bytes left", header.n_valid,
                          header.n_invalid, reader.cursor.value(), data.size()));
      return;
    }
    check_order(reader, header, cycle);
    HpteIndex index = header.first();
    for (unsigned i = 0; i < header.n_valid; ++i, ++index) {
      check_entry(reader, index, decode_entry(data.first<sizeof(RawHpte)>()), cycle);
      data = data.subspan(sizeof(RawHpte));
    }
    check_invalid(reader, index, header.end(), cycle);
    reader.cursor = header.end();
  }
  if (reader.cursor.value() >= image_->geometry().hptes()) {
    reader.cursor = HpteIndex(0);
    reader.first_pass = false;
  }
}

// Of an entry that was never more than nothing, a first pass may say just that.
void StreamPromises::check_invalid(Reader& reader, HpteIndex index, HpteIndex end, Cycles cycle) {
  while (index < end) {
    const HpteIndex known = reader.first_pass ? std::min(end, next_known(index)) : index;
    entries_checked_ += known - index;
    index = known;
    if (index == end) return;
    check_entry(reader, index, {}, cycle);
    ++index;
  }
}

void StreamPromises::check_entry(Reader& reader, HpteIndex index, Hpte reported, Cycles cycle) {
  ++entries_checked_;
  note_reported(index);
  reported.v &= ~hpte_v::kHvLock;
  if (!was_view(reader, index, reported)) {
    violate(StreamPromise::no_phantom, index, cycle,
            fmt::format("reported {}, the guest's view is {}", text_of(reported),
                        text_of(published_.read(index.value()))));
  }
  if (reader.filter == EntryFilter::bolted_only && any(reported.v, hpte_v::kValid) &&
      !any(reported.v, hpte_v::kBolted)) {
    violate(StreamPromise::bolted_only, index, cycle,
            "an entry without BOLTED: " + text_of(reported));
  }
  if (!reader.first_pass && snapshot_.read(index.value()) <= reader.begin) {
    violate(StreamPromise::only_changes, index, cycle,
            "reported again without a change: " + text_of(reported));
  }
  if (received_.read(index.value()) != reported) received_.write(index.value()) = reported;
  // A change from before the read is reported by it, whether or not the reader took note of that.
  const auto change = unreported_.find(index);
  if (change != unreported_.end() && must_see(reader, change->second)) unreported_.erase(change);
}

bool StreamPromises::same(const Reader& reader, Hpte view, Hpte reported) {
  if (any(reported.v, hpte_v::kValid)) return view == reported;
  if (!any(view.v, hpte_v::kValid)) return true;
  // Bolted-only streams report every other entry as invalid (R26).
  return reader.filter == EntryFilter::bolted_only && !any(view.v, hpte_v::kBolted);
}

bool StreamPromises::was_view(const Reader& reader, HpteIndex index, Hpte reported) const {
  if (same(reader, published_.read(index.value()), reported)) return true;
  if (!any(reported.v, hpte_v::kValid) && is_being_removed(index)) return true;
  const auto begin = history_.begin() + static_cast<std::ptrdiff_t>(reader.history_begin);
  return std::any_of(begin, history_.end(), [&](const Version& version) {
    return version.index == index && same(reader, version.before, reported);
  });
}

/// An R that hardware sets after the last report, and H_CLEAR_REF clears, leaves no mark and
/// nothing to report (facts I7).
bool StreamPromises::has_come_back(const Reader& reader, HpteIndex index) const {
  const bool marked = any(image_->guest_r(index), hpte_r::kModified) || has_pending_rc(index);
  return !marked && same(reader, published_.read(index.value()), received_.read(index.value()));
}

void StreamPromises::check_zero(Reader& reader, Cycles cycle) {
  if (!reader.first_pass) {
    for (auto it = unreported_.lower_bound(reader.cursor); it != unreported_.end(); ++it) {
      if (!must_see(reader, it->second) || hidden_.contains(it->first)) continue;
      if (has_come_back(reader, it->first)) continue;
      violate(StreamPromise::zero_means_none, it->first, cycle,
              "0 returned, but this entry had changed before: " +
                  text_of(published_.read(it->first.value())));
      break;
    }
  }
  reader.cursor = HpteIndex(0);
  reader.first_pass = false;
}

void StreamPromises::check_receiver(Cycles cycle) {
  for (HpteIndex index = next_known(HpteIndex(0)); image_->geometry().contains(index);
       index = next_known(index + 1)) {
    const Hpte& view = published_.read(index.value());
    const bool left_out = sent_ == EntryFilter::bolted_only && !any(view.v, hpte_v::kBolted);
    const Hpte sent = left_out ? Hpte{} : view;
    const Hpte& received = received_.read(index.value());
    if (sent == received) continue;
    violate(StreamPromise::no_lost_update, index, cycle,
            fmt::format("the receiver has {}, the guest {}", text_of(received), text_of(sent)));
  }
}

std::uint64_t StreamPromises::violations() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::uint64_t StreamPromises::take_changes() { return std::exchange(changes_, 0); }

void StreamPromises::add_state(Digest& digest, std::span<const unsigned> renamed) const {
  for (HpteIndex index; image_->geometry().contains(index); ++index) {
    const Hpte& published = published_.read(index.value());
    const Hpte& received = received_.read(index.value());
    const std::uint8_t noted = noted_.read(index.value());
    if (published == Hpte{} && received == Hpte{} && noted == 0) continue;
    digest.add(index.value()).add(published).add(received).add(noted);
  }
  for (const auto& [index, change] : unreported_) digest.add(index.value());
  for (const HpteIndex index : losing_) digest.add(index.value());
  for (const auto& [index, store] : left_modified_) {
    const auto change = unreported_.find(index);
    digest.add(index.value()).add(change != unreported_.end() && change->second <= store);
  }
  digest.add(unreported_.size()).add(losing_.size()).add(left_modified_.size());
  if (!unseen_.empty()) add_unseen(digest);
  if (renamed.empty()) {
    for (const auto& [descriptor, reader] : readers_) add_reader(digest, reader);
    return;
  }
  std::map<unsigned, const Reader*> readers;
  for (const auto& [descriptor, reader] : readers_) {
    const auto number = static_cast<unsigned>(descriptor);
    readers.emplace(number < renamed.size() ? renamed[number] : number, &reader);
  }
  for (const auto& [number, reader] : readers) add_reader(digest, *reader);
}

void StreamPromises::add_unseen(Digest& digest) const {
  for (const Unseen& one : unseen_) {
    const auto change = unreported_.find(one.version.index);
    const bool unreported = change != unreported_.end() && change->second == one.change;
    digest.add(one.version.index.value()).add(one.version.before).add(unreported);
  }
}

void StreamPromises::add_reader(Digest& digest, const Reader& reader) const {
  digest.add(reader.cursor.value()).add(reader.first_pass).add(reader.reading);
  digest.add(reader.of_old_table);
  if (!reader.reading) return;
  for (const auto& [index, change] : unreported_) digest.add(!must_see(reader, change));
  for (HpteIndex index; image_->geometry().contains(index); ++index) {
    if (snapshot_.read(index.value()) > reader.begin) digest.add(index.value());
  }
  add_history(digest, reader);
}

/// Only which views there were matters, not in which order.
void StreamPromises::add_history(Digest& digest, const Reader& reader) const {
  std::vector<std::uint64_t> versions;
  const auto begin = history_.begin() + static_cast<std::ptrdiff_t>(reader.history_begin);
  std::for_each(begin, history_.end(), [&](const Version& version) {
    versions.push_back(Digest().add(version.index.value()).add(version.before).value());
  });
  std::ranges::sort(versions);
  const auto repeated = std::ranges::unique(versions);
  versions.erase(repeated.begin(), repeated.end());
  for (const std::uint64_t version : versions) digest.add(version);
  digest.add(versions.size());
}

void StreamPromises::violate(StreamPromise promise, HpteIndex index, Cycles cycle,
                             std::string text) {
  ++counts_[static_cast<std::size_t>(promise)];
  if (kept_.size() < kKept) kept_.push_back({promise, index, cycle, std::move(text)});
}

}  // namespace htabsim
