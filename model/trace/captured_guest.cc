// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/captured_guest.h"

#include <string>
#include <system_error>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

bool is_there(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::filesystem::path required(const std::filesystem::path& path) {
  if (is_there(path)) return path;
  throw InputError(path.string(), InputError::kNoLine, "no such file; a captured guest needs it");
}

void require_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return;
  throw InputError(
      folder.string(), InputError::kNoLine,
      is_there(folder) ? "is a file, not a captured guest's folder" : "no such folder");
}

CapturedVcpu open_vcpu(const std::filesystem::path& folder, const std::string& number) {
  const auto file = [&](const char* name) { return required(folder / (name + number + ".txt")); };
  return {.registers = read_guest_registers(file("regs")),
          .slb_start = read_saved_slb(file("slb_start")),
          .slb_end = read_saved_slb(file("slb_end"))};
}

std::vector<CapturedVcpu> open_vcpus(const std::filesystem::path& folder) {
  std::vector<CapturedVcpu> vcpus;
  for (;;) {
    const std::string number = '.' + std::to_string(vcpus.size());
    if (!is_there(folder / ("slb_start" + number + ".txt"))) break;
    vcpus.push_back(open_vcpu(folder, number));
  }
  if (vcpus.empty()) vcpus.push_back(open_vcpu(folder, ""));
  return vcpus;
}

}  // namespace

CapturedGuest open_captured_guest(const std::filesystem::path& folder) {
  require_folder(folder);
  CapturedGuest guest;
  guest.folder = folder;
  guest.events = required(folder / "events.txt.zst");
  guest.hpt_start = required(folder / "hpt_start.stream.zst");
  guest.hpt_end = required(folder / "hpt_end.stream.zst");
  const std::filesystem::path live = folder / "hpt_live.stream.zst";
  if (is_there(live)) guest.hpt_live = live;
  guest.size = read_guest_size(required(folder / "hpt_start.passes.json"));
  guest.vcpus = open_vcpus(folder);
  return guest;
}

}  // namespace htabsim
