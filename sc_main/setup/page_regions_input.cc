// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/page_regions_input.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/source_line.h"
#include "htabsim/model/base/words.h"

namespace htabsim {

namespace {

constexpr std::string_view kKey = "guest.page_regions";
constexpr std::string_view kForm =
    "FIRST-LAST:SIZE, addresses in hexadecimal and a size of 4K, 64K, 16M or 16G";

std::optional<Ea> address(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Ea(number);
}

std::optional<PageSize> size_named(std::string_view text) {
  for (const PageSize size : kAllPageSizes) {
    if (text == name(size)) return size;
  }
  return std::nullopt;
}

std::optional<PageRegion> region(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::size_t colon = text.find(':');
  if (dash == text.npos || colon == text.npos || colon < dash) return std::nullopt;
  const auto first = address(text.substr(0, dash));
  const auto last = address(text.substr(dash + 1, colon - dash - 1));
  const auto size = size_named(text.substr(colon + 1));
  if (!first || !last || !size) return std::nullopt;
  return PageRegion{*first, *last, *size};
}

std::vector<PageRegion> listed(const std::string& text) {
  std::vector<PageRegion> regions;
  for (const std::string& part : split(text, ',')) {
    const auto found = region(trimmed(part));
    if (!found) {
      throw SourceLine{std::string(kKey)}.error(
          fmt::format("\"{}\" is neither a file nor {}", part, kForm));
    }
    regions.push_back(*found);
  }
  return regions;
}

std::vector<PageRegion> in_file(const std::string& path) {
  LineReader reader{InputFile(path)};
  std::vector<PageRegion> regions;
  for (std::string_view line; reader.next(line);) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text.starts_with('#')) continue;
    const auto found = region(text);
    if (!found) reader.fail(fmt::format("\"{}\" is not {}", text, kForm));
    regions.push_back(*found);
  }
  return regions;
}

/// KVM refuses entries of pages that are larger than the host's.
void require_host_pages(const std::vector<PageRegion>& regions, const Config& config,
                        const SourceLine& where) {
  const auto largest = std::ranges::max_element(regions, {}, &PageRegion::size);
  if (largest == regions.end()) return;
  const std::uint64_t host = config.host_memory.page_bytes;
  if (std::uint64_t{1} << shift(largest->size) <= host) return;
  throw where.error(
      fmt::format("pages of {} are larger than host_memory.page_bytes ({} bytes): "
                  "KVM refuses such entries",
                  name(largest->size), host));
}

}  // namespace

std::vector<PageRegion> page_regions(const Config& config) {
  const std::string& text = config.guest.page_regions;
  if (text.empty()) return {};
  std::error_code error;
  const bool is_file = std::filesystem::is_regular_file(text, error);
  const SourceLine where{is_file ? text : std::string(kKey)};
  std::vector<PageRegion> regions = is_file ? in_file(text) : listed(text);
  try {
    const PageRegions checked(config.guest.page_size, config.guest.segment_size, regions);
  } catch (const PageRegionError& why) {
    throw where.error(why.what());
  }
  require_host_pages(regions, config, where);
  return regions;
}

}  // namespace htabsim
