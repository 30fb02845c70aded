-- Does in Neovim what its user would, with tools/editors/neovim as its plugin, and prints what is seen.
-- usage: nvim --headless -u INIT FILE -c "luafile neovim.lua"; Neovim 0.7 and later
local function wait(what, holds)
  if not vim.wait(60000, holds, 20) then
    print("waited in vain for " .. what)
    vim.cmd("cquit")
  end
end

local function waitForFindings(what, holds)
  wait(what, function() return holds(vim.diagnostic.get(0)) end)
end

local function show()
  for _, d in ipairs(vim.diagnostic.get(0)) do
    print(string.format("%d:%d-%d %s %s: %s", d.lnum + 1, d.col, d.end_col,
      vim.diagnostic.severity[d.severity], d.source, d.message))
  end
end

waitForFindings("diagnostics", function(found) return #found == 2 end)
show()
vim.api.nvim_buf_set_lines(0, 0, 0, false, { "# one line more" })
waitForFindings("moved diagnostics", function(found) return #found == 2 and found[1].lnum == 2 end)
show()

vim.api.nvim_win_set_cursor(0, { 3, 3 })
local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 60000)
for _, answer in pairs(hover) do
  print(vim.split(answer.result.contents.value, "\n")[1])
end

-- The person picks the first action that accepts one, and writes the reason.
vim.ui.select = function(actions, options, choose)
  for _, action in ipairs(actions) do
    if options.format_item(action):find("accept shell%-computed") then
      return choose(action)
    end
  end
end
vim.lsp.buf.code_action()
local comment = "# assay: allow shell-computed-command -- "
wait("the comment", function() return vim.api.nvim_buf_get_lines(0, 2, 3, false)[1] == comment end)
vim.api.nvim_buf_set_lines(0, 2, 3, false, { comment .. "a fixed list" })
waitForFindings("one finding less", function(found) return #found == 1 end)
print("accepted")
show()
local clients = vim.lsp.get_active_clients()
vim.lsp.stop_client(clients)
wait("the end", function() return #vim.lsp.get_active_clients() == 0 end)
vim.cmd("qall!")
