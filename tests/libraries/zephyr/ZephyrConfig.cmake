# As much of Zephyr's build functions as a module and an application use, for the host's compiler.
#
# Each module of ZEPHYR_EXTRA_MODULES says in zephyr/module.yml where its CMakeLists.txt is; prj.conf says what is
# switched on; libraries see the include folders of all, and the application links every one of them.

enable_language(C) # the application finds this package before its own project()
set(ZEPHYR_LIBS "" CACHE INTERNAL "")
add_library(zephyr_interface INTERFACE)

function(zephyr_include_directories)
  foreach(folder ${ARGV})
    if(NOT IS_ABSOLUTE ${folder})
      set(folder ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
    endif()
    target_include_directories(zephyr_interface INTERFACE ${folder})
  endforeach()
endfunction()

macro(zephyr_library_named name)
  set(ZEPHYR_CURRENT_LIBRARY ${name})
  add_library(${name} STATIC)
  set(ZEPHYR_LIBS ${ZEPHYR_LIBS} ${name} CACHE INTERNAL "")
  target_link_libraries(${name} PUBLIC zephyr_interface)
endmacro()

function(zephyr_library_sources)
  target_sources(${ZEPHYR_CURRENT_LIBRARY} PRIVATE ${ARGV})
endfunction()

file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/prj.conf settings REGEX "^CONFIG_")
foreach(setting ${settings})
  string(REGEX MATCH "^(CONFIG_[A-Z0-9_]+)=(.*)$" unused ${setting})
  set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
endforeach()

foreach(module ${ZEPHYR_EXTRA_MODULES})
  file(STRINGS ${module}/zephyr/module.yml place REGEX "^  cmake: ")
  string(REPLACE "  cmake: " "" place ${place})
  add_subdirectory(${module}/${place} modules/${place})
endforeach()
add_executable(app)
target_link_libraries(app PRIVATE zephyr_interface ${ZEPHYR_LIBS})
