// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "htabsim/model/htab/stream_sections.h"
#include "htabsim/tlm/migration/migration_agent.h"

namespace htabsim {

/// All that the destination of a migration receives, as it was sent, section by section: of several
/// attempts the last one's.
class ReceivedStream final : public ReceivedObserver {
 public:
  void on_connected() override;
  void on_received(const StreamChunk& chunk) override;

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  /// As many PART sections as the client had iterations, then the END; some may be empty.
  [[nodiscard]] std::vector<StreamSection> sections(std::uint64_t iterations) const;

 private:
  struct Counts {
    std::uint64_t bytes = 0;
    GroupCounts groups;
  };

  std::string bytes_;
  std::vector<Counts> sections_;
};

}  // namespace htabsim
