-- `assay lsp` for Neovim 0.11 and later, where plugin/assay.lua enables it. Without `filetypes` it is
-- beside every buffer's other servers: it knows which languages it judges, and says nothing of others.
return {
  cmd = vim.g.assay_command or { "assay", "lsp" },
  root_markers = { ".assay.yaml", ".git" },
}
