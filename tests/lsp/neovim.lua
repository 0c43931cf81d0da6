-- Opens a checklist as a person would, and writes what it sees as JSON into the file that NVIM_SEEN names.
local seen = {}

local function wait_for(what, condition)
  if not vim.wait(300000, condition, 20) then
    error("waited in vain for " .. what)
  end
end

local function run()
  vim.cmd("edit CHECKLIST.md")
  local buffer = vim.api.nvim_get_current_buf()
  local start = vim.lsp.start_client or vim.lsp.start -- as it is called before 0.11, and after
  local client = start({
    name = "mdcheck",
    cmd = vim.fn.json_decode(vim.env.NVIM_SERVER),
    root_dir = vim.fn.getcwd(),
  })
  assert(vim.lsp.buf_attach_client(buffer, client))
  wait_for("a client", function() return vim.lsp.get_client_by_id(client).initialized end)

  -- The diagnostic, in the editor's own list.
  wait_for("diagnostics", function() return #vim.diagnostic.get(buffer) > 0 end)
  seen.diagnostics = vim.tbl_map(function(one)
    return { line = one.lnum + 1, column = one.col + 1, code = one.code, message = one.message }
  end, vim.diagnostic.get(buffer))

  -- A kind, completed by the keys that a person would press.
  vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc"
  vim.o.completeopt = "menuone"
  local line = vim.fn.search("file_e$")
  vim.api.nvim_win_set_cursor(0, { line, #vim.fn.getline(line) - 1 })
  vim.api.nvim_create_autocmd("CompleteChanged", {
    callback = function()
      seen.offered = vim.tbl_map(function(one) return one.abbr end, vim.fn.complete_info({ "items" }).items)
      vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("<C-y><Esc>", true, false, true), "t", false)
    end,
    once = true,
  })
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("A<C-x><C-o>", true, false, true), "tx!", false)
  seen.completed = vim.fn.getline(line)
  vim.api.nvim_buf_set_lines(buffer, line - 1, line, false, { seen.completed .. "README.md" })

  -- The repair, applied from the menu of actions.
  vim.api.nvim_win_set_cursor(0, { vim.fn.search("^-\\[ \\]"), 0 })
  vim.ui.select = function(items, options, choose)
    seen.actions = vim.tbl_map(options.format_item, items)
    choose(items[1])
  end
  vim.lsp.buf.code_action()
  wait_for("the repair", function() return vim.fn.search("^-\\[ \\]", "n") == 0 end)
  wait_for("no diagnostics", function() return #vim.diagnostic.get(buffer) == 0 end)
  vim.cmd("write")
  vim.lsp.stop_client(client)
  wait_for("the end of the server", function() return vim.lsp.get_client_by_id(client) == nil end)
end

local good, problem = pcall(run)
seen.problem = not good and tostring(problem) or nil
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.NVIM_SEEN)
vim.cmd("qall!")
