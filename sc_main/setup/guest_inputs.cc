// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/guest_inputs.h"

#include <algorithm>
#include <utility>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/htab/stream_apply.h"
#include "sc_main/setup/guest_setup.h"
#include "sc_main/setup/opened_traces.h"
#include "sc_main/setup/program_setup.h"

namespace htabsim {

namespace {

/// A thread that has a processor to itself is not interrupted.
decltype(VcpuSetup::work) work_of(const ProgramThreads& processor) {
  if (processor.threads.size() == 1) return processor.threads.front().program;
  return processor;
}

}  // namespace

GuestInputs::GuestInputs(const GuestFiles& files, const TraceReading& reading,
                         const std::optional<SamplePlan>& samples, const BatchListener& on_batch)
    : name_(files.name) {
  if (!files.guest.empty()) {
    guest_ = open_captured_guest(files.guest);
    recording_.emplace(*guest_, files.replay_order(), on_batch);
  }
  if (!files.table.empty()) table_ = open_stream(files.table, {.files = {files.table}});
  OpenedTraces opened = open_traces(files.traces, reading);
  for (auto& reader : opened.readers) traces_.emplace_back(std::move(reader), samples, on_batch);
  shares_ = std::move(opened.shares);
  if (recording_) shares_.push_back(recording_->share());
  spaces_ = AddressSpaces(opened.places);
  notes_ = std::move(opened.notes);
}

MachineSetup GuestInputs::machine_setup(const Config& config, std::uint64_t seed) {
  MachineSetup setup = guest_   ? recorded_setup(config, seed)
                       : table_ ? table_setup(config, seed)
                                : kernel_setup(config, seed);
  setup.name = name_;
  return setup;
}

MachineSetup GuestInputs::recorded_setup(const Config& config, std::uint64_t seed) {
  Partition partition = guest_partition(config, GuestReal(guest_->size.ram_bytes));
  HptImage image = load_table(*guest_, guest_->hpt_start, partition, config);
  MachineSetup setup{std::move(image), std::move(partition), recording_->vcpus(config)};
  if (!traces_.empty()) add_programs(setup, config, seed, GuestReal(guest_->size.ram_bytes));
  return setup;
}

MachineSetup GuestInputs::table_setup(const Config& config, std::uint64_t seed) {
  HtabStreamReader& reader = table_->reader;
  if (!table_->ram_bytes || !reader.geometry()) {
    throw InputError(reader.file_name(), InputError::kNoLine,
                     "does not say how large the table and the guest's memory are: a NAME.stream "
                     "needs a NAME.passes.json with htab_shift and ram_blocks beside it");
  }
  const GuestReal end(*table_->ram_bytes);
  MachineSetup setup{HptImage(streamed_geometry(reader.file_name(), reader.geometry()->order(),
                                                config.mmu.hpte_format)),
                     guest_partition(config, end),
                     {}};
  apply_stream(reader, setup.image, setup.partition);
  if (!traces_.empty()) add_programs(setup, config, seed, end);
  return setup;
}

MachineSetup GuestInputs::kernel_setup(const Config& config, std::uint64_t seed) {
  const HptGeometry geometry(static_cast<unsigned>(config.guest.hpt_order), config.mmu.hpte_format);
  MachineSetup setup{HptImage(geometry), empty_partition(config), {}};
  add_programs(setup, config, seed, GuestReal(0));
  enter_kernel_memory(setup.image, setup.partition, kernel_memory(config, spaces_.count(), seed));
  return setup;
}

void GuestInputs::add_programs(MachineSetup& setup, const Config& config, std::uint64_t seed,
                               GuestReal first_free) {
  const KernelMemory kernel = kernel_memory(config, spaces_.count(), seed);
  const std::uint64_t kernel_bytes = guest_ || table_ ? 0 : kernel.pages << shift(kernel.page_size);
  const GuestMemoryRange memory = program_memory(config, first_free);
  const auto programs = place_programs(config, memory, kernel_bytes, spaces_.count(), seed);
  const auto shared = spaces_.shared_programs(programs);
  setup.partition.slots.add(memory_slot(config, memory));
  auto processors = program_processors(config, traces_.size());
  for (std::size_t i = 0; i < traces_.size(); ++i) {
    const std::size_t space = spaces_.of_trace(i);
    processors[i % processors.size()].threads.push_back(
        {ProgramWork{&traces_[i], programs[space], shared[space]}, i});
  }
  for (const ProgramThreads& processor : processors) {
    setup.vcpus.push_back({work_of(processor), program_state(config, kernel)});
  }
}

std::vector<std::size_t> GuestInputs::trace_spaces() const {
  std::vector<std::size_t> spaces;
  for (std::size_t i = 0; i < traces_.size(); ++i) spaces.push_back(spaces_.of_trace(i));
  return spaces;
}

void GuestInputs::rethrow_if_damaged() const {
  if (recording_) recording_->rethrow_if_damaged();
  for (const PlainAccesses& trace : traces_) trace.rethrow_if_damaged();
}

bool GuestInputs::is_cut_short() const {
  return (recording_ && recording_->is_cut_short()) ||
         std::ranges::any_of(traces_, &PlainAccesses::is_cut_short);
}

}  // namespace htabsim
