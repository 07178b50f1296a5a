# Builds everything with sanitizers: -DQUOTADECK_SANITIZE=address,undefined or =thread. A finding
# ends the program, so that a test fails.
set(QUOTADECK_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")

if(QUOTADECK_SANITIZE)
  add_compile_options(-fsanitize=${QUOTADECK_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${QUOTADECK_SANITIZE})
endif()
