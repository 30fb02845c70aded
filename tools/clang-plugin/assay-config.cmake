# find_package(assay) for projects that Clang 19 compiles:
#
#   assay_enable(TARGET [THRESHOLD LOW|MEDIUM|HIGH|BLOCKED] [ERROR] [NO_REPORT])
#
# warns of what assay finds in the C and C++ of TARGET as it is compiled. With another compiler it
# says so, once, and changes nothing.
get_filename_component(_assay_root "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(ASSAY_CLANG_PLUGIN "${_assay_root}/lib/assay/llvm-19/AssayClangPlugin.so")
if(NOT EXISTS "${ASSAY_CLANG_PLUGIN}")
  set(assay_FOUND FALSE)
  set(assay_NOT_FOUND_MESSAGE "${ASSAY_CLANG_PLUGIN} is not there")
endif()

function(assay_enable target)
  cmake_parse_arguments(ARG "ERROR;NO_REPORT" "THRESHOLD" "" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "assay_enable: unknown argument ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  set(options "-fplugin=${ASSAY_CLANG_PLUGIN}")
  if(ARG_THRESHOLD)
    list(APPEND options "-fplugin-arg-assay-threshold=${ARG_THRESHOLD}")
  endif()
  if(ARG_ERROR)
    list(APPEND options "-fplugin-arg-assay-error")
  endif()
  if(ARG_NO_REPORT)
    list(APPEND options "-fplugin-arg-assay-no-report")
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  foreach(language C CXX)
    if(NOT language IN_LIST languages)
      continue()
    endif()
    if(CMAKE_${language}_COMPILER_ID STREQUAL "Clang" AND
       CMAKE_${language}_COMPILER_VERSION VERSION_GREATER_EQUAL 19 AND
       CMAKE_${language}_COMPILER_VERSION VERSION_LESS 20)
      target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:${language}>:${options}>")
    else()
      message(WARNING "assay_enable(${target}): the ${language} compiler is "
        "${CMAKE_${language}_COMPILER_ID} ${CMAKE_${language}_COMPILER_VERSION}; the plugin needs Clang 19")
    endif()
  endforeach()
endfunction()
