# Finds the headers of the Mesos at MESOS_ROOT and puts them into the target mesos_headers.
#
# MESOS_ROOT is a prefix (<prefix>/include/mesos/version.hpp) or a build tree; the sources of a
# build tree are looked for in the directory above it, or in MESOS_SOURCE. The boost and glog that
# Mesos was built with are not installed into a prefix: name their include folders in
# MESOS_INCLUDES when they are not the system's.
set(MESOS_SOURCE "" CACHE PATH "Sources of the Mesos build tree; empty: the directory above it")
set(MESOS_INCLUDES "" CACHE STRING "More include folders, such as those of boost and glog")

set(version_header ${MESOS_ROOT}/include/mesos/version.hpp)
if(NOT EXISTS ${version_header})
  message(FATAL_ERROR "There is no ${version_header}: -DMESOS_ROOT must name the prefix that Mesos "
    "is installed in, or the directory that it was built in.")
endif()
file(STRINGS ${version_header} version_line REGEX "#define MESOS_VERSION ")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" MESOS_FOUND_VERSION "${version_line}")

set(folders ${MESOS_ROOT}/include)
if(EXISTS ${MESOS_ROOT}/include/mesos/hook.hpp)
  message(STATUS "Mesos ${MESOS_FOUND_VERSION} installed in ${MESOS_ROOT}")
else()
  get_filename_component(source "${MESOS_ROOT}/.." ABSOLUTE)
  if(MESOS_SOURCE)
    set(source ${MESOS_SOURCE})
  endif()
  if(NOT EXISTS ${source}/include/mesos/hook.hpp)
    message(FATAL_ERROR "There is no ${source}/include/mesos/hook.hpp: set -DMESOS_SOURCE to the "
      "sources that ${MESOS_ROOT} was built from.")
  endif()
  list(APPEND folders ${source}/include ${source}/3rdparty/libprocess/include
    ${source}/3rdparty/stout/include)
  # The libraries that come with Mesos, as its two build systems unpack them.
  file(GLOB bundled LIST_DIRECTORIES true
    ${MESOS_ROOT}/3rdparty/boost-* ${MESOS_ROOT}/3rdparty/boost-*/src/boost-*
    ${MESOS_ROOT}/3rdparty/glog-*/src ${MESOS_ROOT}/3rdparty/glog-*/src/glog-*-install/include
    ${MESOS_ROOT}/3rdparty/picojson-* ${MESOS_ROOT}/3rdparty/picojson-*/src/picojson-*
    ${MESOS_ROOT}/3rdparty/rapidjson-*/include
    ${MESOS_ROOT}/3rdparty/rapidjson-*/src/rapidjson-*/include
    ${MESOS_ROOT}/3rdparty/protobuf-*/src ${MESOS_ROOT}/3rdparty/protobuf-*/src/protobuf-*/src)
  list(APPEND folders ${bundled})
  message(STATUS "Mesos ${MESOS_FOUND_VERSION} built in ${MESOS_ROOT} from ${source}")
endif()

add_library(mesos_headers INTERFACE)
target_include_directories(mesos_headers SYSTEM INTERFACE ${folders} ${MESOS_INCLUDES})
# As Mesos's own mesos.pc says; the second matters up to 1.4 only.
target_compile_definitions(mesos_headers INTERFACE __STDC_FORMAT_MACROS PICOJSON_USE_INT64)
