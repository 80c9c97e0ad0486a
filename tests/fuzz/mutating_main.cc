// SPDX-License-Identifier: Apache-2.0
//
// What libFuzzer's main is to trace_reader_fuzz.cc where there is no libFuzzer. It takes the same
// arguments, as far as tools/fuzz gives them, and changes the files of the folders without looking
// at what the code does with them. Named files are run as they are.
//
// The inputs are run by a child process, which may end in any way: its parent has the last input.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// NOLINTBEGIN(readability-identifier-naming): libFuzzer's names
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// NOLINTEND(readability-identifier-naming)

namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::size_t kMostInputBytes = 4096;

/// Shared by the processes.
struct LastInput {
  std::size_t size = 0;
  std::uint8_t bytes[kMostInputBytes]{};
};

struct Options {
  std::uint64_t runs = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t seconds = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t seconds_each = 1200;
  std::uint64_t seed = 1;
  std::string artifact_prefix;
  std::vector<std::string> files;
  std::vector<std::string> corpus;  // contents
};

std::string contents_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string contents{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::runtime_error(fmt::format("{} cannot be read", path.string()));
  contents.resize(std::min(contents.size(), kMostInputBytes));
  return contents;
}

// In the order of their names: which input is made when depends on the seed only.
void add_folder(const fs::path& folder, std::vector<std::string>& corpus) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) corpus.push_back(contents_of(path));
}

/// Whether `argument` is that option with a number, which is then stored.
bool take_number(std::string_view argument, std::string_view option, std::uint64_t& number) {
  if (!argument.starts_with(option)) return false;
  const char* const end = argument.data() + argument.size();
  const auto [stop, error] = std::from_chars(argument.data() + option.size(), end, number);
  if (error != std::errc() || stop != end) {
    throw std::runtime_error(fmt::format("{} is no number", argument));
  }
  return true;
}

void take_argument(const std::string& argument, Options& options) {
  constexpr std::string_view kPrefix = "-artifact_prefix=";
  if (take_number(argument, "-runs=", options.runs) ||
      take_number(argument, "-max_total_time=", options.seconds) ||
      take_number(argument, "-timeout=", options.seconds_each) ||
      take_number(argument, "-seed=", options.seed)) {
    return;
  }
  if (argument.starts_with(kPrefix)) {
    options.artifact_prefix = argument.substr(kPrefix.size());
  } else if (argument.starts_with('-')) {
    throw std::runtime_error(fmt::format("there is no option {}", argument));
  } else if (fs::is_directory(argument)) {
    add_folder(argument, options.corpus);
  } else {
    options.files.push_back(argument);
  }
}

/// Makes inputs out of those that there are.
class Mutator {
 public:
  Mutator(std::vector<std::string> corpus, std::uint64_t seed)
      : corpus_(std::move(corpus)), random_(seed) {
    if (corpus_.empty()) corpus_.emplace_back();
  }

  /// Each of the corpus once as it is, then changed ones.
  std::string next() {
    if (given_ < corpus_.size()) return corpus_[given_++];
    constexpr std::size_t kMostChanges = 8;
    std::string input = corpus_[below(corpus_.size())];
    // Often few: what is hardly changed is read further.
    for (std::size_t left = 1 + below(1 + below(kMostChanges)); left != 0; --left) change(input);
    input.resize(std::min(input.size(), kMostInputBytes));
    return input;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  char any_byte() {
    // Digits, separators and the ends of ranges are more often what a reader looks at.
    constexpr std::string_view kUsual = "\0\1\x7f\x80\xff\n 0189af,:;=-'\"[]{}*LSxKG"sv;
    return below(2) == 0 ? kUsual[below(kUsual.size())] : static_cast<char>(below(256));
  }

  void change(std::string& input) {
    constexpr std::size_t kKinds = 7;
    const std::size_t at = below(input.size() + 1);
    const std::size_t rest = input.size() - at;
    const std::size_t length = below(std::min<std::size_t>(rest, 16) + 1);
    switch (rest == 0 ? 0 : below(kKinds)) {
      case 0:
        input.insert(at, 1 + below(8), any_byte());
        break;
      case 1:
        input[at] = static_cast<char>(input[at] ^ 1 << below(8));
        break;
      case 2:
        input[at] = any_byte();
        break;
      case 3:
        input.erase(at, length);
        break;
      case 4:  // what stands here, once more
        input.insert(at, input.substr(at, length));
        break;
      case 5:
        splice(input, at);
        break;
      default:
        input.resize(at);
    }
  }

  /// From `at` on as another of the corpus from some place on.
  void splice(std::string& input, std::size_t at) {
    const std::string& other = corpus_[below(corpus_.size())];
    input.replace(at, std::string::npos, other, below(other.size() + 1));
  }

  std::vector<std::string> corpus_;
  std::mt19937_64 random_;
  std::size_t given_ = 0;
};

void run_input(const std::string& input, const Options& options, LastInput& last) {
  last.size = input.copy(reinterpret_cast<char*>(last.bytes), kMostInputBytes);
  alarm(static_cast<unsigned>(options.seconds_each));  // it ends the process
  // A copy that is as long as it says, so that a sanitizer knows where it ends.
  const std::vector<std::uint8_t> bytes(last.bytes, last.bytes + last.size);
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

void run_inputs(const Options& options, LastInput& last) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds(options.seconds);
  Mutator mutator(options.corpus, options.seed);
  for (std::uint64_t run = 0; run < options.runs && Clock::now() < end; ++run) {
    run_input(mutator.next(), options, last);
  }
}

[[noreturn]] void run_child(int count, char** arguments, const Options& options, LastInput& last) {
  LLVMFuzzerInitialize(&count, &arguments);
  if (options.files.empty()) {
    run_inputs(options, last);
  } else {
    for (const std::string& file : options.files) run_input(contents_of(file), options, last);
  }
  alarm(0);
  std::exit(EXIT_SUCCESS);
}

int report_finding(const Options& options, const LastInput& last) {
  const std::string input(reinterpret_cast<const char*>(last.bytes), last.size);
  const std::string path =
      fmt::format("{}crash-{:016x}", options.artifact_prefix, std::hash<std::string>()(input));
  std::ofstream(path, std::ios::binary) << input;
  fmt::print(stderr, "the input that was run last is in {}\n", path);
  return EXIT_FAILURE;
}

int run(int count, char** arguments) {
  Options options;
  const bool is_question = count == 2 && std::string_view(arguments[1]).starts_with("--");
  for (int i = 1; i < count && !is_question; ++i) take_argument(arguments[i], options);
  void* const shared =
      mmap(nullptr, sizeof(LastInput), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) throw std::runtime_error("no memory to share with a process");
  auto& last = *new (shared) LastInput;
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process can be made");
  if (child == 0) run_child(count, arguments, options, last);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) return EXIT_SUCCESS;
  if (WIFSIGNALED(status)) fmt::print(stderr, "ended by signal {}\n", WTERMSIG(status));
  return report_finding(options, last);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "trace_reader_fuzz: {}\n", fault.what());
    return 2;
  }
}
