// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/run_progress.h"

namespace htabsim {

namespace {

constexpr std::chrono::seconds kSilence{1};

}  // namespace

void RunProgress::watch(Platform& platform) {
  if (platform.agent() == nullptr) return;
  platform_ = &platform;
  platform.agent()->observe(*this);
}

void RunProgress::on_given(std::uint64_t events) {
  given_ += events;
  if (inputs_ == nullptr || !progress_.is_due()) return;
  last_given_ = Clock::now();
  progress_.update({given_, inputs_->share_read(), sc_core::sc_time_stamp().value()});
}

void RunProgress::on_received(const StreamChunk& /*chunk*/) {
  if (!progress_.is_due() || Clock::now() - last_given_ < kSilence) return;
  const MigrationAgent& agent = *platform_->agent();
  if (agent.passes().size() != pass_) {
    pass_ = agent.passes().size();
    pass_began_ = Clock::now();
  }
  const std::uint64_t entries = platform_->source().guest().image().geometry().hptes();
  const double share =
      static_cast<double>(agent.next_entry().value()) / static_cast<double>(entries);
  progress_.show(pass_progress_text({pass_ + 1, share, sc_core::sc_time_stamp().value()},
                                    Clock::now() - pass_began_));
}

}  // namespace htabsim
