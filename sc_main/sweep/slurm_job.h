// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace htabsim {

/// A job array that works on a sweep, a shard a task.
struct SlurmRequest {
  std::uint64_t tasks = 1;
  std::uint64_t processors = 1;      ///< of each task
  std::vector<std::string> options;  ///< further ones for sbatch, "--partition=long"
  std::vector<std::string> command;  ///< of a task, without its --shard
};

/// The script that sbatch is given; what its tasks say goes to files in `folder`.
std::string slurm_script(const SlurmRequest& request, const std::filesystem::path& folder);

/// A job that was submitted, known by a file in the sweep's folder.
class SlurmJob {
 public:
  /// Writes the script into `folder` and submits it. InputError if sbatch refuses it, or is not
  /// there.
  static SlurmJob submit(const SlurmRequest& request, const std::filesystem::path& folder);
  /// The last one that was submitted from there; nothing if none was.
  static std::optional<SlurmJob> last_of(const std::filesystem::path& folder);

  [[nodiscard]] const std::string& id() const { return id_; }
  /// How many of its tasks are in which state, as squeue says it: none when the job is over.
  /// InputError if Slurm does not answer.
  [[nodiscard]] std::map<std::string, std::size_t> tasks() const;
  /// The same of tasks that are over, as sacct says it; nothing where Slurm keeps no accounts.
  [[nodiscard]] std::map<std::string, std::size_t> ended_tasks() const;

 private:
  explicit SlurmJob(std::string id) : id_(std::move(id)) {}

  std::string id_;
};

/// "2 RUNNING, 1 PENDING"
std::string task_states_text(const std::map<std::string, std::size_t>& tasks);

}  // namespace htabsim
