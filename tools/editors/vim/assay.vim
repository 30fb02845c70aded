" Findings of assay while one types, for Vim with ALE (github.com/dense-analysis/ale; Debian's vim-ale):
"
"   source /path/to/tools/editors/vim/assay.vim          in .vimrc
"   let g:assay_executable = '/opt/assay'                if it is not on the PATH
"   let g:assay_options = 'lsp --rules house.yaml'       its arguments (lsp)
"
" It is one more linter for whatever filetype a buffer has: the server knows which languages it judges,
" and says nothing of others. :ALECodeAction accepts a finding with a comment, :ALEHover explains it.

function! AssayExecutable(buffer) abort
  return get(g:, 'assay_executable', 'assay')
endfunction

function! AssayCommand(buffer) abort
  return '%e ' . get(g:, 'assay_options', 'lsp')
endfunction

function! AssayRoot(buffer) abort
  let l:git = finddir('.git', expand('#' . a:buffer . ':p:h') . ';')
  return l:git is# '' ? expand('#' . a:buffer . ':p:h') : fnamemodify(l:git, ':p:h:h')
endfunction

let s:known = {}

function! s:define(filetype) abort
  if a:filetype is# '' || has_key(s:known, a:filetype)
    return
  endif
  let s:known[a:filetype] = 1
  call ale#linter#Define(a:filetype, {
  \   'name': 'assay',
  \   'lsp': 'stdio',
  \   'executable': function('AssayExecutable'),
  \   'command': function('AssayCommand'),
  \   'project_root': function('AssayRoot'),
  \})
endfunction

augroup assay
  autocmd!
  autocmd FileType * call s:define(expand('<amatch>'))
augroup END
