// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <new>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace htabsim {

/// What is read from a file batch by batch, by a thread of its own that is a few batches ahead. A
/// pipe, which may have nothing to give for long, is read when it is asked. A batch has clear() and
/// empty().
template <class Batch>
class ReadAhead {
 public:
  /// `read` fills an empty batch, and leaves it empty at the end. What it throws comes behind what
  /// the batch has by then. It is not called again after either.
  ReadAhead(const std::string& file, std::function<void(Batch&)> read)
      : read_(std::move(read)), is_pipe_(!std::filesystem::is_regular_file(file)) {}
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// The next batch, good until the next call; at the end an empty one. Throws what `read` has
  /// thrown, and std::bad_alloc if there can be no thread.
  const Batch& next() {
    if (is_pipe_) {
      fill_next();
    } else if (!thread_.joinable()) {
      start();
    }
    std::unique_lock lock(mutex_);
    used_ = given_;
    changed_.notify_one();
    changed_.wait(lock, [this] { return filled_ != given_; });
    const Slot& slot = slots_[given_ % kBatches];
    if (!slot.is_last) ++given_;
    if (slot.failure) std::rethrow_exception(slot.failure);
    return slot.batch;
  }

 private:
  static constexpr std::uint64_t kBatches = 4;

  struct Slot {
    Batch batch;
    bool is_last = false;
    std::exception_ptr failure;
  };

  void start() {
    try {
      thread_ = std::jthread([this](const std::stop_token& stop) { fill_all(stop); });
    } catch (const std::system_error&) {
      throw std::bad_alloc();
    }
  }

  void fill_all(const std::stop_token& stop) {
    do {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return filled_ - used_ < kBatches; });
    } while (!stop.stop_requested() && fill_next());
  }

  /// False at the end.
  bool fill_next() {
    if (at_end_) return false;
    Slot& slot = slots_[filled_ % kBatches];
    slot.batch.clear();
    if (!met_) read_into(slot.batch);
    at_end_ = slot.batch.empty();
    slot.is_last = at_end_;
    if (at_end_) slot.failure = met_;
    const std::lock_guard lock(mutex_);
    ++filled_;
    changed_.notify_one();
    return !at_end_;
  }

  void read_into(Batch& batch) {
    try {
      read_(batch);
    } catch (...) {
      met_ = std::current_exception();
    }
  }

  std::function<void(Batch&)> read_;
  bool is_pipe_;
  // Of whoever reads:
  std::exception_ptr met_;
  bool at_end_ = false;
  std::array<Slot, kBatches> slots_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  // Numbers of batches: those that were read, were given, and whose use is over.
  std::uint64_t filled_ = 0;
  std::uint64_t given_ = 0;
  std::uint64_t used_ = 0;
  std::jthread thread_;  // the last member: it uses those above
};

}  // namespace htabsim
