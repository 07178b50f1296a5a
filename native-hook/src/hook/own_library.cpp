#include "hook/own_library.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <cstring>

namespace quotadeck {
namespace {

struct Search {
  ElfW(Addr) base = 0;
  std::string build_id;
};

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) & ~std::size_t{3};
}

// Notes follow each other: three words (sizes of name and content, type), name, content.
void search_notes(const char* at, const char* end, std::string& build_id) {
  while (at + sizeof(ElfW(Nhdr)) <= end) {
    ElfW(Nhdr) header;
    std::memcpy(&header, at, sizeof header);
    const char* name = at + sizeof header;
    const char* content = name + padded(header.n_namesz);
    if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 && !std::memcmp(name, "GNU", 4))
      build_id.assign(content, header.n_descsz);
    at = content + padded(header.n_descsz);
  }
}

int visit(dl_phdr_info* object, std::size_t, void* data) {
  auto* search = static_cast<Search*>(data);
  if (object->dlpi_addr != search->base) return 0;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    // An address is what the loader tells. NOLINTNEXTLINE(performance-no-int-to-ptr)
    const char* notes = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
    search_notes(notes, notes + segment.p_filesz, search->build_id);
  }
  return 1;
}

}  // namespace

OwnLibrary own_library() {
  Dl_info info{};
  link_map* map = nullptr;
  if (::dladdr1(reinterpret_cast<void*>(&own_library), &info, reinterpret_cast<void**>(&map),
                RTLD_DL_LINKMAP) == 0)
    return {};
  Search search;
  search.base = map->l_addr;
  ::dl_iterate_phdr(visit, &search);
  return {info.dli_fname ? info.dli_fname : "", search.build_id};
}

}  // namespace quotadeck
