// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/htab/stream_reader.h"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/htab/stream_header_order.h"

namespace htabsim {

HtabStreamReader::HtabStreamReader(InputFile file, std::optional<HptGeometry> geometry,
                                   std::optional<HeaderOrder> order,
                                   std::optional<StreamSections> sections)
    : file_(std::move(file)), geometry_(geometry) {
  if (sections) sections_.emplace(std::move(*sections), file_.name());
  order_ = order ? *order : recognise();
}

bool HtabStreamReader::next(HtabGroup& group) {
  std::array<std::byte, kGroupHeaderBytes> raw;
  const std::size_t got = read(raw);
  if (got == 0) {
    if (sections_) sections_->finish(offset_);
    return false;
  }
  if (got < raw.size()) fail(fmt::format("the header is cut short: {} of 8 bytes", got));
  group.header = decode_header(raw, order_);
  check(group.header);
  read_body(group);
  if (group.header.first() < last_end_) ++pass_;
  last_end_ = group.header.end();
  group.pass = pass_;
  group.section = sections_ ? sections_->place(group.header, offset_) : 0;
  group.offset = offset_;
  offset_ += kGroupHeaderBytes + group.header.body_bytes();
  return true;
}

void HtabStreamReader::expect(const HptGeometry& geometry) { geometry_ = geometry; }

HeaderOrder HtabStreamReader::recognise() {
  const std::string_view ahead = file_.peek(kLookAheadBytes);
  const StreamExtent extent =
      ahead.size() < kLookAheadBytes ? StreamExtent::kWhole : StreamExtent::kBeginning;
  const std::optional<HeaderOrder> order =
      recognise_header_order(std::as_bytes(std::span(ahead)), extent, geometry_);
  if (order) return *order;
  fail("the headers may be big-endian or little-endian: both orders fit");
}

std::size_t HtabStreamReader::read(std::span<std::byte> to) {
  return file_.read({reinterpret_cast<char*>(to.data()), to.size()});
}

void HtabStreamReader::check(const HtabGroupHeader& header) const {
  if (header.empty()) fail("the group is empty: no valid and no invalid entries");
  if (!geometry_ || header.end().value() <= geometry_->hptes()) return;
  fail(fmt::format("entries {} to {} run past the table's end; it has {}", header.index,
                   header.end().value() - 1, geometry_->hptes()));
}

void HtabStreamReader::read_body(HtabGroup& group) {
  body_.resize(group.header.body_bytes());
  const std::size_t got = read(body_);
  if (got < body_.size()) {
    fail(fmt::format("the group at entry {} is cut short: {} of {} bytes", group.header.index,
                     kGroupHeaderBytes + got, kGroupHeaderBytes + body_.size()));
  }
  group.entries.clear();
  for (std::span<const std::byte> rest(body_); !rest.empty();
       rest = rest.subspan(sizeof(RawHpte))) {
    group.entries.push_back(decode_entry(rest.first<sizeof(RawHpte)>()));
  }
}

void HtabStreamReader::fail(const std::string& text) const {
  throw InputError(file_.name(), InputError::kNoLine, fmt::format("at byte {}: {}", offset_, text));
}

}  // namespace htabsim
