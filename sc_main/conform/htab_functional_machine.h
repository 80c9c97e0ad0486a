// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/hpt/functional_port.h"
#include "sc_main/conform/htab_machine.h"

namespace htabsim {

/// The model's own algorithms on a port that answers at once.
class HtabFunctionalMachine final : public HtabMachine {
 public:
  HtabFunctionalMachine(HptGeometry geometry, HeaderOrder order, HtabWriteParsing parsing);

  /// Machines whose processor keeps entries in `format` and whose host has byte order `order`.
  static HtabMachineFactory factory(HtabWriteParsing parsing,
                                    HpteFormat format = HpteFormat::isa207,
                                    HeaderOrder order = HeaderOrder::kBig);

  [[nodiscard]] const HptGeometry& geometry() const override { return image_.geometry(); }
  [[nodiscard]] HeaderOrder header_order() const override { return header_order_; }
  [[nodiscard]] Hpte view(HpteIndex index) const override { return guest_view(image_, index); }
  Partition& partition() override { return partition_; }

  HcallResult hcall(const HcallFrame& frame) override;
  void touch(HpteIndex index, std::uint64_t rc) override;
  void unmap(HpteIndex index) override;
  void set_change_flag(HpteIndex index, ChangeFlag flag) override;

  OpenResult open(std::uint64_t flags, std::uint64_t start_index) override;
  IoResult read(HtabFd descriptor, std::span<std::byte> buffer) override;
  IoResult write(HtabFd descriptor, std::span<const std::byte> bytes) override;
  std::optional<HtabErrno> close(HtabFd descriptor) override;

 private:
  HeaderOrder header_order_;
  HptImage image_;
  Partition partition_;
  FunctionalHptPort port_;
  HtabFiles files_;
};

}  // namespace htabsim
