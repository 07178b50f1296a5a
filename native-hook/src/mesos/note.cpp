// What a build is, readable from the file without loading it: an ELF note of owner "Quotadeck".
// A console compares it with an agent before it uploads the file.
#include <cstdint>

#include <mesos/module.hpp>
#include <mesos/version.hpp>

#ifdef QUOTADECK_STANDIN
#define BUILT_WITH "standin"
#else
#define BUILT_WITH "mesos"
#endif

namespace {

constexpr char kText[] =
    "schema=1\n"
    "version=" QUOTADECK_VERSION
    "\n"
    "mesos_version=" MESOS_VERSION
    "\n"
    "modules=org_quotadeck_XfsQuotaHook,demo_mesos_xfsquotahook\n"
    // What XfsQuotaHook overrides of mesos::Hook, in its order.
    "callbacks=slavePreLaunchDockerTaskExecutorDecorator,slaveRemoveExecutorHook,"
    "slaveTaskStatusDecorator\n"
    "module_api=" MESOS_MODULE_API_VERSION
    "\n"
    "compiler=" QUOTADECK_COMPILER
    "\n"
    "built_with=" BUILT_WITH "\n";

constexpr char kOwner[] = "Quotadeck";
constexpr std::uint32_t kTextBytes = sizeof kText - 1;

// The name and the content are each padded to four bytes, which alignas does here.
struct Note {
  std::uint32_t owner_bytes = sizeof kOwner;
  std::uint32_t text_bytes = kTextBytes;
  std::uint32_t type = 1;
  alignas(4) char owner[sizeof kOwner] = {};
  alignas(4) char text[kTextBytes] = {};

  constexpr Note() {
    for (std::uint32_t i = 0; i < sizeof kOwner; ++i) owner[i] = kOwner[i];
    for (std::uint32_t i = 0; i < kTextBytes; ++i) text[i] = kText[i];
  }
};

// aligned(4) keeps the compiler from aligning the section more, which no reader of notes expects.
__attribute__((section(".note.quotadeck"), used, aligned(4))) constexpr Note note;

}  // namespace
