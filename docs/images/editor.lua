-- Neovim with the server of mdcheck, for editor.py: it opens a checklist and shows one thing, as a person would ask for it.
vim.o.swapfile, vim.o.number, vim.o.termguicolors, vim.o.laststatus, vim.o.ruler = false, true, true, 0, false
vim.o.signcolumn, vim.o.completeopt, vim.o.background, vim.o.cmdheight = "yes", "menuone,noselect", "dark", 1
vim.cmd("colorscheme slate")
vim.cmd("edit CHECKLIST.md")
vim.cmd("highlight Normal guibg=#1e1e1e | highlight Pmenu guibg=#2d3748 guifg=#e2e8f0 | highlight NormalFloat guibg=#2d3748 | highlight SignColumn guibg=#1e1e1e")
local start = vim.lsp.start_client or vim.lsp.start
local client = start({ name = "mdcheck", cmd = vim.fn.json_decode(vim.env.NVIM_SERVER), root_dir = vim.fn.getcwd() })
vim.lsp.buf_attach_client(0, client)
vim.bo.omnifunc = "v:lua.vim.lsp.omnifunc"
vim.diagnostic.config({ virtual_text = { prefix = "●" } })
local function show()
  vim.fn.search(vim.env.NVIM_AT)
  if vim.env.NVIM_SHOW == "hover" then
    vim.lsp.buf.hover()
  else
    vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("A<C-x><C-o>", true, false, true), "t", false)
  end
  vim.defer_fn(function() vim.fn.writefile({}, vim.env.NVIM_SHOWN) end, 5000)
end
local timer = vim.loop.new_timer()
timer:start(100, 100, vim.schedule_wrap(function()
  if timer:is_active() and #vim.diagnostic.get(0) > 0 then
    timer:stop()
    show()
  end
end))
