// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/slurm_job.h"

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/output_file.h"
#include "htabsim/model/base/words.h"
#include "sc_main/sweep/captured_output.h"

namespace htabsim {

namespace {

constexpr const char* kScript = "job.sh";
constexpr const char* kJob = "job";

std::string shell_quoted(const std::string& word) {
  return "'" + boost::algorithm::replace_all_copy(word, "'", "'\\''") + "'";
}

[[noreturn]] void refuse_slurm(const std::string& program, const CapturedOutput& output) {
  if (output.end.exit_code == kNoSuchProgram) {
    throw InputError(program, InputError::kNoLine,
                     "there is no such program; Slurm's are in Debian's package slurm-client");
  }
  throw InputError(program, InputError::kNoLine, std::string(trimmed(split(output.err, '\n')[0])));
}

std::map<std::string, std::size_t> counted_lines(const std::string& text) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& line : split(text, '\n')) {
    const auto words = words_of(line);
    if (!words.empty()) ++counts[words.front()];
  }
  return counts;
}

}  // namespace

std::string slurm_script(const SlurmRequest& request, const std::filesystem::path& folder) {
  std::string script = "#!/bin/sh\n#SBATCH --job-name=htabsim-sweep\n";
  script += fmt::format("#SBATCH --array=1-{}\n", request.tasks);
  script += fmt::format("#SBATCH --cpus-per-task={}\n", request.processors);
  // Quotes keep blanks in the path; %a is the task's number.
  script += fmt::format("#SBATCH --output=\"{}/task-%a.log\"\n", folder.string());
  for (const std::string& option : request.options) {
    script += fmt::format("#SBATCH {}\n", option);
  }
  std::vector<std::string> words;
  for (const std::string& word : request.command) words.push_back(shell_quoted(word));
  script += fmt::format("exec {} --jobs {} --shard \"$SLURM_ARRAY_TASK_ID/{}\"\n",
                        fmt::join(words, " "), request.processors, request.tasks);
  return script;
}

SlurmJob SlurmJob::submit(const SlurmRequest& request, const std::filesystem::path& folder) {
  const std::filesystem::path script = folder / kScript;
  write_file(script, slurm_script(request, folder));
  const CapturedOutput output = run_captured("sbatch", {"--parsable", script.string()});
  if (output.end.exit_code != 0) refuse_slurm("sbatch", output);
  // "JOB", or "JOB;CLUSTER"
  const std::string id = split(trimmed(split(output.out, '\n')[0]), ';')[0];
  write_file(folder / kJob, id + "\n");
  return SlurmJob(id);
}

std::optional<SlurmJob> SlurmJob::last_of(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder / kJob)) return std::nullopt;
  return SlurmJob(std::string(trimmed(split(read_whole_file(folder / kJob), '\n')[0])));
}

std::map<std::string, std::size_t> SlurmJob::tasks() const {
  const CapturedOutput output =
      run_captured("squeue", {"--noheader", "--array", "--format=%T", "--jobs=" + id_});
  if (output.end.exit_code == 0) return counted_lines(output.out);
  // What is over is forgotten after some minutes.
  if (output.err.find("Invalid job id") != output.err.npos) return {};
  refuse_slurm("squeue", output);
}

std::map<std::string, std::size_t> SlurmJob::ended_tasks() const {
  const CapturedOutput output = run_captured(
      "sacct", {"--noheader", "--allocations", "--array", "--format=State%20", "--jobs=" + id_});
  return output.end.exit_code == 0 ? counted_lines(output.out)
                                   : std::map<std::string, std::size_t>{};
}

std::string task_states_text(const std::map<std::string, std::size_t>& tasks) {
  std::vector<std::string> parts;
  for (const auto& [state, count] : tasks) parts.push_back(fmt::format("{} {}", count, state));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace htabsim
