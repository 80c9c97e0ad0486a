// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/run_inputs.h"

#include <algorithm>

#include "htabsim/model/base/read_share.h"
#include "htabsim/model/base/usage_error.h"
#include "sc_main/setup/program_setup.h"

namespace htabsim {

namespace {

/// Where the host's memory behind the guests until now ends, in whole pages of the host.
std::uint64_t end_of_backing(const MemorySlots& slots, std::uint64_t page_bytes) {
  std::uint64_t end = 0;
  for (const MemorySlot& slot : slots.all()) {
    end = std::max(end, slot.host_base.value() + slot.bytes);
  }
  return (end + page_bytes - 1) / page_bytes * page_bytes;
}

void ask_for_resizing(std::vector<VcpuSetup>& vcpus, const Config& config) {
  const auto wish = resize_wish(config);
  if (!wish) return;
  if (vcpus.empty()) {
    throw UsageError("guest.resize_at_us: the guest has no processor to ask for a table");
  }
  vcpus.front().resize = wish;
}

}  // namespace

RunInputs::RunInputs(const RunRequest& request, const BatchListener& on_batch) : request_(request) {
  for (const GuestFiles& files : request.guests)
    guests_.emplace_back(files, request.reading, request.samples, on_batch);
}

// Each guest has random numbers of its own, and the host backs its memory behind the others'.
std::vector<MachineSetup> RunInputs::machine_setups() {
  std::vector<MachineSetup> setups;
  Config config = request_.config;
  for (GuestInputs& guest : guests_) {
    setups.push_back(guest.machine_setup(config, request_.seed + setups.size()));
    setups.back().partition.defect = request_.defect;
    setups.back().partition.without = request_.without;
    HostConfig& host = config.host_memory;
    host.guest_memory_base = end_of_backing(setups.back().partition.slots, host.page_bytes);
  }
  ask_for_resizing(setups.front().vcpus, request_.config);
  return setups;
}

std::vector<std::string> RunInputs::notes() const {
  std::vector<std::string> all;
  for (const GuestInputs& guest : guests_) {
    all.insert(all.end(), guest.notes().begin(), guest.notes().end());
  }
  return all;
}

void RunInputs::rethrow_if_damaged() const {
  for (const GuestInputs& guest : guests_) guest.rethrow_if_damaged();
}

std::optional<double> RunInputs::share_read() const {
  double sum = 0;
  std::size_t files = 0;
  for (const GuestInputs& guest : guests_) {
    for (const std::shared_ptr<const ReadShare>& share : guest.shares()) {
      const std::optional<double> value = share ? share->value() : std::nullopt;
      if (!value) return std::nullopt;
      sum += *value;
      ++files;
    }
  }
  return files == 0 ? std::nullopt : std::optional(sum / static_cast<double>(files));
}

bool RunInputs::is_cut_short() const {
  return std::ranges::any_of(guests_, &GuestInputs::is_cut_short);
}

}  // namespace htabsim
