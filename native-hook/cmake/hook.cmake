# add_hook(<name> <headers target> [definition…]): a loadable hook built from the adapter and the
# core, with only its module symbols exported and its debug information in a file beside it.
set(HOOK_EXPORTS ${CMAKE_CURRENT_LIST_DIR}/exports.map)

# What the note says of the compiler; quotes and newlines would break its one line.
string(REGEX REPLACE "[\"\n]" "" HOOK_COMPILER "${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}")

function(add_hook name headers)
  add_library(${name} MODULE
    ${PROJECT_SOURCE_DIR}/src/mesos/agent_work_dir.cpp
    ${PROJECT_SOURCE_DIR}/src/mesos/note.cpp
    ${PROJECT_SOURCE_DIR}/src/mesos/xfs_quota_hook.cpp)
  finish_hook(${name} ${headers} ${ARGN})
  target_link_libraries(${name} PRIVATE quotadeck_core)
endfunction()

function(finish_hook name headers)
  target_link_libraries(${name} PRIVATE ${headers})
  target_compile_definitions(${name} PRIVATE ${ARGN}
    "QUOTADECK_VERSION=\"${PROJECT_VERSION}\"" "QUOTADECK_COMPILER=\"${HOOK_COMPILER}\"")
  target_compile_options(${name} PRIVATE -Wall -Wextra -fvisibility=hidden -ffunction-sections)
  # nodelete: a thread of the hook's that is stuck in a file system may outlive the module.
  target_link_options(${name} PRIVATE -Wl,-z,nodelete
    -Wl,--version-script=${HOOK_EXPORTS} -Wl,--build-id=sha1 -Wl,--gc-sections -Wl,-z,relro,-z,now)
  set_target_properties(${name} PROPERTIES LINK_DEPENDS ${HOOK_EXPORTS})
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_OBJCOPY} --only-keep-debug $<TARGET_FILE:${name}> $<TARGET_FILE:${name}>.debug
    COMMAND ${CMAKE_STRIP} --strip-unneeded $<TARGET_FILE:${name}>
    COMMAND ${CMAKE_OBJCOPY} --add-gnu-debuglink=$<TARGET_FILE:${name}>.debug $<TARGET_FILE:${name}>
    VERBATIM)
endfunction()
