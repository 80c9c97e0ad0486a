// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/stream_table.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/htab/stream_apply.h"
#include "htabsim/model/htab/stream_summary.h"

namespace htabsim {

namespace {

/// The largest table whose entries all have an index of 32 bits (R10).
constexpr unsigned kMaxStreamOrder = 36;
static_assert(HptGeometry(kMaxStreamOrder).hptes() == std::uint64_t{1} << 32);

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& text) {
  throw InputError(file.string(), InputError::kNoLine, text);
}

struct KnownSize {
  unsigned order = 0;
  std::filesystem::path file;
};

std::optional<KnownSize> known_size(const std::vector<std::filesystem::path>& files,
                                    const StreamOptions& options) {
  std::optional<KnownSize> known;
  for (const std::filesystem::path& file : files) {
    const auto geometry = known_geometry(file, options);
    if (!geometry) continue;
    if (known && known->order != geometry->order()) {
      fail(file, fmt::format("is of a table of 2^{} bytes, but {} of one of 2^{}",
                             geometry->order(), known->file.string(), known->order));
    }
    known = {geometry->order(), file};
  }
  return known;
}

unsigned smallest_order(const std::vector<std::filesystem::path>& files,
                        const StreamOptions& options) {
  unsigned order = HptGeometry::kMinOrder;
  for (const std::filesystem::path& file : files) {
    if (std::filesystem::exists(file) && !std::filesystem::is_regular_file(file)) {
      fail(file, "can be read only once: --htab-shift must say how large the table is");
    }
    HtabStreamReader reader = open_stream(file, options);
    order = std::max(order, summarise_stream(reader).min_order);
  }
  return order;
}

std::uint64_t count_valid(const HptImage& image, const HtabGroupHeader& header) {
  std::uint64_t valid = 0;
  for (HpteIndex index = image.next_written(header.first()); index < header.end();
       index = image.next_written(index + 1)) {
    valid += any(guest_view(image, index).v, hpte_v::kValid) ? 1 : 0;
  }
  return valid;
}

/// The pass of this number; those before it that were not there yet are empty.
AppliedPass& pass_at(AppliedStream& applied, std::uint64_t number, std::uint64_t offset,
                     std::uint64_t valid_before) {
  number = std::min<std::uint64_t>(number, AppliedStream::kPassesKept - 1);
  while (applied.passes.size() <= number) {
    applied.passes.push_back({.offset = offset, .valid_after = valid_before});
  }
  return applied.passes.back();
}

}  // namespace

HptGeometry table_geometry(const std::vector<std::filesystem::path>& files,
                           const StreamOptions& options) {
  const auto known = known_size(files, options);
  const unsigned order = known ? known->order : smallest_order(files, options);
  if (order > kMaxStreamOrder) {
    fail(files.front(), fmt::format("a stream's indexes do not reach all of a table of 2^{} bytes: "
                                    "2^{} at most",
                                    order, kMaxStreamOrder));
  }
  return HptGeometry(order);
}

AppliedStream StreamTable::apply(const std::filesystem::path& file, StreamOptions options) {
  options.htab_shift = image_.geometry().order();
  HtabStreamReader reader = open_stream(file, options);
  // Without memory slots every page is emulated MMIO, which no table refuses (R46).
  Partition partition;
  StreamApplier applier(image_, partition);
  const StreamSections* sections = reader.sections();
  AppliedStream applied;
  if (sections != nullptr) applied.unit = StreamUnit::kSection;
  for (HtabGroup group; reader.next(group);) {
    AppliedPass& pass =
        pass_at(applied, sections != nullptr ? group.section : group.pass, group.offset, valid_);
    const std::uint64_t replaced = count_valid(image_, group.header);
    applier.apply(group, reader.file_name());
    valid_ += group.header.n_valid - replaced;
    ++pass.groups;
    pass.valid += group.header.n_valid;
    pass.invalid += group.header.n_invalid;
    pass.valid_after = valid_;
  }
  if (sections != nullptr && !sections->sections.empty()) {
    pass_at(applied, sections->sections.size() - 1, sections->sections.back().end, valid_);
  }
  return applied;
}

}  // namespace htabsim
