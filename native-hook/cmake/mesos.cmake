# Finds the headers of the Mesos at MESOS_ROOT and puts them into the target mesos_headers.
#
# MESOS_ROOT is a prefix (<prefix>/include/mesos/version.hpp) or a build tree of either of Mesos's
# build systems. The sources of a build tree are the ones that it names itself, or MESOS_SOURCE.
# Unless Mesos was told to install them, a prefix lacks the boost, glog and protobuf that Mesos was
# built with: name their include folders in MESOS_INCLUDES when they are not the system's.
set(MESOS_SOURCE "" CACHE PATH "Sources of the Mesos build tree; empty: those it was made from")
set(MESOS_INCLUDES "" CACHE STRING "More include folders, such as those of boost and glog")

set(version_header ${MESOS_ROOT}/include/mesos/version.hpp)
if(NOT EXISTS ${version_header})
  file(GLOB nearby ${MESOS_ROOT}/*/include/mesos/version.hpp)
  string(REPLACE "/include/mesos/version.hpp" "" nearby "${nearby}")
  if(nearby)
    set(nearby " Is it ${nearby}?")
  endif()
  message(FATAL_ERROR "There is no ${version_header}: -DMESOS_ROOT must name the prefix that Mesos "
    "is installed in, or the directory that it was built in.${nearby}")
endif()
file(STRINGS ${version_header} version_line REGEX "#define MESOS_VERSION ")
string(REGEX REPLACE ".*\"(.*)\".*" "\\1" MESOS_FOUND_VERSION "${version_line}")

# The sources that a build tree was made from, as configure or CMake wrote them down in it.
function(find_mesos_source result)
  set(found ${MESOS_SOURCE})
  if(NOT found AND EXISTS ${MESOS_ROOT}/CMakeCache.txt)
    file(STRINGS ${MESOS_ROOT}/CMakeCache.txt line REGEX "^CMAKE_HOME_DIRECTORY:")
    string(REGEX REPLACE "^[^=]*=" "" found "${line}")
  elseif(NOT found AND EXISTS ${MESOS_ROOT}/Makefile)
    file(STRINGS ${MESOS_ROOT}/Makefile line REGEX "^abs_top_srcdir = ")
    string(REGEX REPLACE "^[^=]*= " "" found "${line}")
  endif()
  if(NOT found)
    get_filename_component(found "${MESOS_ROOT}/.." ABSOLUTE)
  endif()
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

set(folders ${MESOS_ROOT}/include)
if(EXISTS ${MESOS_ROOT}/include/mesos/hook.hpp AND EXISTS ${MESOS_ROOT}/include/stout)
  # The libraries beside it, of a Mesos built with its install-module-dependencies.
  file(GLOB bundled LIST_DIRECTORIES true ${MESOS_ROOT}/lib*/mesos/3rdparty/include)
  message(STATUS "Mesos ${MESOS_FOUND_VERSION} installed in ${MESOS_ROOT}")
else()
  find_mesos_source(source)
  if(NOT EXISTS ${source}/include/mesos/hook.hpp)
    message(FATAL_ERROR "There is no ${source}/include/mesos/hook.hpp: set -DMESOS_SOURCE to the "
      "sources that ${MESOS_ROOT} was built from.")
  endif()
  list(APPEND folders ${source}/include ${source}/3rdparty/libprocess/include
    ${source}/3rdparty/stout/include)
  # The libraries that come with Mesos, as its two build systems unpack them.
  set(unpacked ${MESOS_ROOT}/3rdparty)
  file(GLOB bundled LIST_DIRECTORIES true
    ${unpacked}/boost-* ${unpacked}/boost-*/src/boost-*
    ${unpacked}/glog-*/src ${unpacked}/glog-*/src/glog-*-install/include
    ${unpacked}/picojson-* ${unpacked}/picojson-*/src/picojson-*
    ${unpacked}/rapidjson-*/include ${unpacked}/rapidjson-*/src/rapidjson-*/include
    ${unpacked}/protobuf-*/src ${unpacked}/protobuf-*/src/protobuf-*/src)
  message(STATUS "Mesos ${MESOS_FOUND_VERSION} built in ${MESOS_ROOT} from ${source}")
endif()
list(APPEND folders ${bundled} ${MESOS_INCLUDES})

# Said here, with what to do, and not by the compiler in the middle of somebody else's header.
foreach(header boost/version.hpp curl/curl.h glog/logging.h google/protobuf/message.h picojson.h)
  string(MAKE_C_IDENTIFIER "MESOS_HAS_${header}" has)
  find_path(${has} ${header} PATHS ${folders})
  mark_as_advanced(${has})
  if(NOT ${has})
    message(FATAL_ERROR "Mesos's headers need <${header}>, which is in none of their folders and "
      "not the system's. Name the folder of the one that this Mesos was built with in "
      "-DMESOS_INCLUDES, several joined by semicolons.")
  endif()
endforeach()

add_library(mesos_headers INTERFACE)
target_include_directories(mesos_headers SYSTEM INTERFACE ${folders})
# As Mesos's own mesos.pc says; the second matters up to 1.4 only.
target_compile_definitions(mesos_headers INTERFACE __STDC_FORMAT_MACROS PICOJSON_USE_INT64)
