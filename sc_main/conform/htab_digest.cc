// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_digest.h"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>

#include "sc_main/conform/htab_canonical.h"

namespace htabsim {

std::string sha256_hex(std::span<const std::byte> bytes) {
  std::array<unsigned char, 32> digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("libcrypto has no SHA-256");
  }
  return to_hex(std::as_bytes(std::span(digest)));
}

}  // namespace htabsim
