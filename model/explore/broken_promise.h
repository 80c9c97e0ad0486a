// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "htabsim/model/base/described.h"
#include "htabsim/model/htab/stream_promises.h"

namespace htabsim {

/// What an exploration holds hardware and hypervisor to, besides the promises of the stream.
enum class TablePromise : std::uint8_t {
  whole_entry,      ///< a walk uses doublewords that have been one VALID entry together
  translated,       ///< an access that must find a translation finds one
  host_protection,  ///< the guest does not store to a page that the host has write-protected
};
BOOST_DESCRIBE_ENUM(TablePromise, whole_entry, translated, host_protection)

/// A promise, of the stream or of the table, that an order has broken.
struct BrokenPromise {
  std::string_view promise;
  HpteIndex index;
  std::string text;

  template <DescribedEnum Promise>
  BrokenPromise(Promise broken, HpteIndex at, std::string what)
      : promise(enumerator_name(broken)), index(at), text(std::move(what)) {}
  explicit BrokenPromise(const PromiseViolation& violation)
      : promise(enumerator_name(violation.promise)), index(violation.index), text(violation.text) {}
};

/// Their names.
inline std::vector<std::string_view> promise_names() {
  std::vector<std::string_view> names;
  for (const std::string_view name : enumerator_names<StreamPromise>()) names.push_back(name);
  for (const std::string_view name : enumerator_names<TablePromise>()) names.push_back(name);
  return names;
}

}  // namespace htabsim
