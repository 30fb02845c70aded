-- Starts `assay lsp` for the files of this Neovim (0.7 and later), beside the servers they have already.
--
--   vim.opt.runtimepath:append("/path/to/tools/editors/neovim")     in init.lua
--   vim.g.assay_command = { "/opt/assay", "lsp" }                   if it is not on the PATH
if vim.lsp.enable then
  vim.lsp.enable("assay")
  return
end

-- Neovim before 0.11: one client for each folder, kept by hand.
local clients = {}

local function attach(buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == "" or vim.bo[buffer].buftype ~= "" then
    return
  end
  local folder = vim.fn.fnamemodify(path, ":p:h")
  local root = vim.fn.finddir(".git", folder .. ";")
  root = root == "" and folder or vim.fn.fnamemodify(root, ":p:h:h")
  if not clients[root] then
    clients[root] = vim.lsp.start_client({
      name = "assay",
      cmd = vim.g.assay_command or { "assay", "lsp" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      on_exit = function() clients[root] = nil end,
    })
  end
  if clients[root] then
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
end

vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
  group = vim.api.nvim_create_augroup("assay", {}),
  callback = function(event) attach(event.buf) end,
})
