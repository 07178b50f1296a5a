#include "quota/project.hpp"

#include <linux/fs.h>
#include <sys/ioctl.h>

namespace quotadeck {
namespace {

Problem label_problem(const char* verb) {
  int code = errno;
  if (code == ENOTTY || code == EOPNOTSUPP) {
    return {std::string("cannot ") + verb + " the project id: the file system has no project ids",
            code};
  }
  if (code == EINVAL) {
    return {std::string("cannot ") + verb +
                " the project id: an XFS formatted without projid32bit takes ids up to 65535 only",
            code};
  }
  return system_problem(std::string("cannot ") + verb + " the project id", code);
}

}  // namespace

Expected<ProjectLabel> read_label(int fd) {
  fsxattr attributes{};
  if (::ioctl(fd, FS_IOC_FSGETXATTR, &attributes) != 0) return label_problem("read");
  return ProjectLabel{attributes.fsx_projid, (attributes.fsx_xflags & FS_XFLAG_PROJINHERIT) != 0};
}

Expected<Done> write_label(int fd, const ProjectLabel& label) {
  fsxattr attributes{};
  if (::ioctl(fd, FS_IOC_FSGETXATTR, &attributes) != 0) return label_problem("read");
  attributes.fsx_projid = label.id;
  if (label.inherit) {
    attributes.fsx_xflags |= FS_XFLAG_PROJINHERIT;
  } else {
    attributes.fsx_xflags &= ~static_cast<__u32>(FS_XFLAG_PROJINHERIT);
  }
  if (::ioctl(fd, FS_IOC_FSSETXATTR, &attributes) != 0) return label_problem("set");
  return Done{};
}

}  // namespace quotadeck
