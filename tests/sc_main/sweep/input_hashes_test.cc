// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/input_hashes.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "htabsim/model/base/input_error.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

// FIPS 180-2, appendix B.1.
const std::string kHashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::string hash_of(const std::filesystem::path& input) { return InputHashes().of(input); }

TEST(InputHashes, AFilesIsThatOfItsContents) {
  const TemporaryFolder folder;
  EXPECT_EQ(hash_of(folder.file("a", "abc")), kHashOfAbc);
  EXPECT_EQ(text_hash("abc"), kHashOfAbc);
}

TEST(InputHashes, AFoldersIsThatOfAllNamesAndContentsInIt) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "g" / "below");
  folder.file("g/a", "abc");
  folder.file("g/below/b", "abc");
  const std::string both = hash_of(folder / "g");
  EXPECT_EQ(both, text_hash(kHashOfAbc + " a\n" + kHashOfAbc + " below/b\n"));
  folder.file("g/below/b", "abd");
  EXPECT_NE(hash_of(folder / "g"), both);
  folder.file("g/below/b", "abc");
  EXPECT_EQ(hash_of(folder / "g"), both);
  std::filesystem::rename(folder / "g" / "a", folder / "g" / "c");
  EXPECT_NE(hash_of(folder / "g"), both);
}

TEST(InputHashes, WhatCannotBeReadAgainIsRefused) {
  const TemporaryFolder folder;
  EXPECT_THROW(hash_of(folder / "none"), InputError);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THROW(hash_of(folder / "pipe"), InputError);
}

}  // namespace
}  // namespace htabsim
