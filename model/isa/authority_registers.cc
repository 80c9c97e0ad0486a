// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/authority_registers.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kAll = ~std::uint64_t{0};

std::uint64_t merged(std::uint64_t old, std::uint64_t value, std::uint64_t mask) {
  return (old & ~mask) | (value & mask);
}

}  // namespace

std::optional<AuthoritySpr> authority_spr(std::uint32_t number) {
  switch (const AuthoritySpr spr{number}) {
    case AuthoritySpr::kAmrProblem:
    case AuthoritySpr::kAmr:
    case AuthoritySpr::kIamr:
    case AuthoritySpr::kUamor:
    case AuthoritySpr::kAmor:
      return spr;
  }
  return std::nullopt;
}

bool AuthorityRegisters::write(AuthoritySpr spr, std::uint64_t value, Privilege privilege) {
  const bool problem = privilege == Privilege::kProblem;
  const std::uint64_t privileged_mask = privilege == Privilege::kHypervisor ? kAll : amor_;
  switch (spr) {
    case AuthoritySpr::kAmrProblem:
      masks_.amr = merged(masks_.amr, value, problem ? uamor_ : privileged_mask);
      return true;
    case AuthoritySpr::kAmr:
      if (problem) return false;
      masks_.amr = merged(masks_.amr, value, privileged_mask);
      return true;
    case AuthoritySpr::kIamr:
      if (problem) return false;
      masks_.iamr = merged(masks_.iamr, value, privileged_mask);
      return true;
    case AuthoritySpr::kUamor:
      if (problem) return false;
      uamor_ = merged(uamor_, value, privileged_mask);
      return true;
    case AuthoritySpr::kAmor:
      if (privilege != Privilege::kHypervisor) return false;
      amor_ = value;
      return true;
  }
  return false;
}

}  // namespace htabsim
