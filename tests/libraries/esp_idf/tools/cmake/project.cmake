# As much of ESP-IDF's build functions as a component and a project use, for the host's compiler.
#
# project() builds main/ and the components that its idf_component.yml names by their path; each registers itself; the
# program around them calls app_main().

function(idf_component_register)
  cmake_parse_arguments(component "" "" "SRCS;INCLUDE_DIRS;REQUIRES" ${ARGV})
  add_library(${COMPONENT_NAME} STATIC ${component_SRCS})
  target_include_directories(${COMPONENT_NAME} PUBLIC ${component_INCLUDE_DIRS})
  target_link_libraries(${COMPONENT_NAME} PUBLIC ${component_REQUIRES})
endfunction()

macro(project name)
  _project(${name} C)
  file(STRINGS main/idf_component.yml lines REGEX "^(  [a-z_]+:|    path: )")
  foreach(line ${lines})
    if(line MATCHES "^    path: (.*)$")
      add_subdirectory(main/${CMAKE_MATCH_1} ${COMPONENT_NAME})
    elseif(line MATCHES "^  ([a-z_]+):$")
      set(COMPONENT_NAME ${CMAKE_MATCH_1})
    endif()
  endforeach()
  set(COMPONENT_NAME main)
  add_subdirectory(main)
  add_executable(${name} $ENV{IDF_PATH}/tools/cmake/start.c)
  target_link_libraries(${name} PRIVATE main)
endmacro()
