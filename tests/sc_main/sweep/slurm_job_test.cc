// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/slurm_job.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/input_error.h"
#include "tests/model/base/temporary_folder.h"

// Beside tests/tools/slurm_sweep_test.sh, which has real daemons: what those are asked and answer.

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// Programs of Slurm's names that say what the test wants.
class SlurmJobTest : public testing::Test {
 protected:
  SlurmJobTest() {
    path_before_ = std::getenv("PATH");
    ::setenv("PATH", (folder_.path().string() + ":/bin:/usr/bin").c_str(), 1);
  }
  ~SlurmJobTest() override { ::setenv("PATH", path_before_.c_str(), 1); }

  void program(const std::string& name, const std::string& script) const {
    const auto file = folder_.file(name, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }
  [[nodiscard]] std::filesystem::path job_folder() const { return folder_ / "slurm"; }
  [[nodiscard]] SlurmJob submitted(const std::string& answer = "echo 17") const {
    program("sbatch", answer);
    return SlurmJob::submit({2, 1, {}, {"htabsim", "sweep"}}, job_folder());
  }
  [[nodiscard]] std::string refusal(const std::string& answer) const {
    try {
      return submitted(answer).id();
    } catch (const InputError& error) {
      return error.what();
    }
  }

 private:
  TemporaryFolder folder_;
  std::string path_before_;
};

TEST_F(SlurmJobTest, TheScriptIsAnArrayOfShards) {
  const SlurmRequest request{3, 2, {"--partition=long"}, {"/a b/htabsim", "sweep", "it's.toml"}};
  EXPECT_EQ(slurm_script(request, "/out"),
            "#!/bin/sh\n"
            "#SBATCH --job-name=htabsim-sweep\n"
            "#SBATCH --array=1-3\n"
            "#SBATCH --cpus-per-task=2\n"
            "#SBATCH --output=\"/out/task-%a.log\"\n"
            "#SBATCH --partition=long\n"
            "exec '/a b/htabsim' 'sweep' 'it'\\''s.toml' --jobs 2 --shard "
            "\"$SLURM_ARRAY_TASK_ID/3\"\n");
}

TEST_F(SlurmJobTest, ItsNumberIsRemembered) {
  EXPECT_FALSE(SlurmJob::last_of(job_folder()));
  EXPECT_EQ(submitted().id(), "17");
  EXPECT_EQ(SlurmJob::last_of(job_folder())->id(), "17");
  EXPECT_EQ(submitted("echo '18;cluster'").id(), "18");
  EXPECT_EQ(SlurmJob::last_of(job_folder())->id(), "18");
}

TEST_F(SlurmJobTest, ARefusalIsToldAndNoJobRemembered) {
  EXPECT_EQ(refusal("echo 'sbatch: error: no such partition' >&2; exit 1"),
            "sbatch: sbatch: error: no such partition");
  EXPECT_EQ(refusal("exit 127").substr(0, 33), "sbatch: there is no such program;");
  EXPECT_FALSE(SlurmJob::last_of(job_folder()));
}

TEST_F(SlurmJobTest, TasksAreCountedByTheirStates) {
  const SlurmJob job = submitted();
  program("squeue", "echo RUNNING; echo PENDING; echo RUNNING");
  EXPECT_THAT(job.tasks(), ElementsAre(Pair("PENDING", 1), Pair("RUNNING", 2)));
  EXPECT_EQ(task_states_text(job.tasks()), "1 PENDING, 2 RUNNING");
}

TEST_F(SlurmJobTest, WhatSlurmHasForgottenIsOver) {
  const SlurmJob job = submitted();
  program("squeue", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
  EXPECT_THAT(job.tasks(), IsEmpty());
  program("squeue", "exit 0");
  EXPECT_THAT(job.tasks(), IsEmpty());
}

TEST_F(SlurmJobTest, SlurmThatDoesNotAnswerIsNoEndOfTheJob) {
  const SlurmJob job = submitted();
  program("squeue", "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1");
  EXPECT_THROW(std::ignore = job.tasks(), InputError);
}

TEST_F(SlurmJobTest, AccountsSayHowTasksHaveEndedWhereThereAreAny) {
  const SlurmJob job = submitted();
  program("sacct", "echo ' COMPLETED '; echo 'CANCELLED by 0'");
  EXPECT_THAT(job.ended_tasks(), ElementsAre(Pair("CANCELLED", 1), Pair("COMPLETED", 1)));
  program("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1");
  EXPECT_THAT(job.ended_tasks(), IsEmpty());
}

}  // namespace
}  // namespace htabsim
