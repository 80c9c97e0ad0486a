// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "htabsim/tlm/kit/part.h"

namespace htabsim {

/// What the modules of one of several guests are children of, so that names and statistics tell
/// guests apart.
class GuestPart final : public Part {
 public:
  /// `title` is what people call the guest.
  GuestPart(const sc_core::sc_module_name& name, const Sim& sim, std::string title)
      : Part(name, sim), title_(std::move(title)) {}
  ~GuestPart() override;

  [[nodiscard]] std::string title() const override { return title_; }

 private:
  std::string title_;
};

}  // namespace htabsim
