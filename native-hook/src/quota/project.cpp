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

Expected<Attributes> read_attributes(int fd) {
  fsxattr found{};
  if (::ioctl(fd, FS_IOC_FSGETXATTR, &found) != 0) return label_problem("read");
  ProjectLabel label{found.fsx_projid, (found.fsx_xflags & FS_XFLAG_PROJINHERIT) != 0};
  return Attributes{label, found.fsx_xflags, found.fsx_extsize, found.fsx_cowextsize};
}

Expected<Done> write_label(int fd, const ProjectLabel& label, const Attributes& known) {
  fsxattr wanted{};
  wanted.fsx_xflags = known.flags & ~static_cast<__u32>(FS_XFLAG_PROJINHERIT);
  if (label.inherit) wanted.fsx_xflags |= FS_XFLAG_PROJINHERIT;
  wanted.fsx_extsize = known.extent_size;
  wanted.fsx_cowextsize = known.copy_on_write_extent_size;
  wanted.fsx_projid = label.id;
  if (::ioctl(fd, FS_IOC_FSSETXATTR, &wanted) != 0) return label_problem("set");
  return Done{};
}

Expected<ProjectLabel> read_label(int fd) {
  auto found = read_attributes(fd);
  if (!found) return found.problem();
  return found->label;
}

Expected<Done> write_label(int fd, const ProjectLabel& label) {
  auto found = read_attributes(fd);
  if (!found) return found.problem();
  return write_label(fd, label, *found);
}

}  // namespace quotadeck
