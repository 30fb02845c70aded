-- Opens a file in Neovim with `assay lsp` beside it, and prints what an editor's user would see.
-- usage: nvim --headless -u NONE -l ... with the file as the only argument; Neovim 0.7 and later
local file = vim.fn.argv(0)
vim.cmd("edit " .. vim.fn.fnameescape(file))
local client = vim.lsp.start_client({ name = "assay", cmd = { "assay", "lsp", "--no-config" },
  root_dir = vim.fn.fnamemodify(file, ":h") })
vim.lsp.buf_attach_client(0, client)

local function wait(what, holds)
  if not vim.wait(60000, holds, 20) then
    print("waited in vain for " .. what)
    vim.cmd("cquit")
  end
end

local function show()
  for _, d in ipairs(vim.diagnostic.get(0)) do
    print(string.format("%d:%d-%d %s %s: %s", d.lnum + 1, d.col, d.end_col,
      vim.diagnostic.severity[d.severity], d.source, d.message))
  end
end

wait("diagnostics", function() return #vim.diagnostic.get(0) == 2 end)
show()
vim.api.nvim_buf_set_lines(0, 0, 0, false, { "# one line more" })
wait("moved diagnostics", function()
  local found = vim.diagnostic.get(0)
  return #found == 2 and found[1].lnum == 2
end)
show()
local hover = vim.lsp.buf_request_sync(0, "textDocument/hover",
  { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 2, character = 3 } }, 60000)
print(vim.split(hover[client].result.contents.value, "\n")[1])
vim.lsp.stop_client(client)
wait("the end", function() return vim.lsp.get_client_by_id(client) == nil end)
vim.cmd("qall!")
