# cmake -DOUTPUT=FILE -DFILES=A;B -P embed.cmake: writes the files as rows {name, text} of a table.
set(rows "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND rows "{\"${name}\", R\"assay(${text})assay\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${rows}")
