-- multishell: runs programs in tabs, one of which has the keyboard and the screen.

local expect = dofile("/rom/modules/main/cc/expect.lua").expect

local os, coroutine, term = os, coroutine, term -- every event of a computer passes here

local screen = term.current()
local width, height = screen.getSize()

local tabs = {} -- each: title, window, terminal, thread, filter, seen
local focused, current -- indices of the tab on the screen and of the one running
local bar_shown, resized = false, false
local any_ended = false -- the program of a tab has, since tabs were last culled
local first_shown, cut_off = 1, false -- the bar's scrolling: leftmost tab, and whether more follow

local bar_ink, bar_paper = colours.black, colours.grey
local focus_ink, focus_paper = screen.isColour() and colours.yellow or colours.white, colours.black

local function draw_bar()
    if not bar_shown then return end
    local function colour(ink, paper)
        screen.setTextColour(ink)
        screen.setBackgroundColour(paper)
    end

    screen.setCursorPos(1, 1)
    colour(bar_ink, bar_paper)
    screen.clearLine()
    local used = 0
    if first_shown > 1 then
        screen.write("<")
        used = 1
    end
    for i = first_shown, #tabs do
        if i == focused then colour(focus_ink, focus_paper) else colour(bar_ink, bar_paper) end
        screen.write(" " .. tabs[i].title .. " ")
        used = used + #tabs[i].title + 2
    end
    cut_off = used > width
    if cut_off then
        colour(bar_ink, bar_paper)
        screen.setCursorPos(width, 1)
        screen.write(">")
    end
    if focused then tabs[focused].window.restoreCursor() end
end

local function focus(index)
    if focused == index then return end
    if focused then tabs[focused].window.setVisible(false) end
    focused = index
    if index then
        tabs[index].window.setVisible(true)
        tabs[index].seen = true
    end
end

-- Fits all windows to the screen, less the bar.
local function resize_windows()
    local top = bar_shown and 2 or 1
    local rows = height - top + 1
    for _, tab in ipairs(tabs) do
        local x, y = tab.window.getCursorPos()
        if y > rows then
            tab.window.scroll(y - rows)
            tab.window.setCursorPos(x, rows)
        end
        tab.window.reposition(1, top, width, rows)
    end
    resized = true
end

local function show_bar(shown)
    if bar_shown == shown then return end
    bar_shown = shown
    resize_windows()
    draw_bar()
end

local function resume(index, event, ...)
    local tab = tabs[index]
    local filter = tab.filter
    if filter ~= nil and filter ~= event and event ~= "terminate" then return end

    local before = current
    current = index
    if term.current() ~= tab.terminal then term.redirect(tab.terminal) end
    local ok, result = coroutine.resume(tab.thread, event, ...)
    tab.terminal = term.current()
    if ok then
        tab.filter = result
    else
        printError(result)
        any_ended = true
    end
    current = before
end

local function launch(has_focus, env, path, ...)
    local args = table.pack(...)
    local tab = { title = fs.getName(path), seen = false }
    if bar_shown then
        tab.window = window.create(screen, 1, 2, width, height - 1, false)
    else
        tab.window = window.create(screen, 1, 1, width, height, false)
    end
    -- Programs see what the screen offers, not what windows have on top.
    tab.terminal = {}
    for name in pairs(term.native()) do tab.terminal[name] = tab.window[name] end
    tab.thread = coroutine.create(function()
        os.run(env, path, table.unpack(args, 1, args.n))
        if not tab.seen then
            term.setCursorBlink(false)
            print("Press any key to continue")
            os.pullEvent("char")
        end
        any_ended = true
    end)

    local index = #tabs + 1
    tabs[index] = tab
    if has_focus then focus(index) end
    resume(index)
    return index
end

-- Drops the tabs whose programs have ended.
local function cull()
    any_ended = false
    local culled = false
    for i = #tabs, 1, -1 do
        if coroutine.status(tabs[i].thread) == "dead" then
            local was_focused = focused == i
            if was_focused then focus(nil) end
            table.remove(tabs, i)
            if was_focused then
                if #tabs > 0 then focus(math.max(i - 1, 1)) end
            elseif focused and focused > i then
                focused = focused - 1
            end
            if first_shown > 1 then first_shown = first_shown - 1 end
            culled = true
        end
    end
    if culled then
        show_bar(#tabs >= 2)
        draw_bar()
    end
end

local function resume_focused(...)
    resume(focused, ...)
    if any_ended then cull() end
end

local function resume_all(...)
    for i = 1, #tabs do resume(i, ...) end -- not those opened meanwhile
    if any_ended then cull() end
end

local function scroll_bar(step)
    if step < 0 and first_shown > 1 or step > 0 and cut_off then
        first_shown = first_shown + step
        draw_bar()
    end
end

local function click_bar(x)
    if x == 1 and first_shown > 1 then return scroll_bar(-1) end
    if x == width and cut_off then return scroll_bar(1) end
    local left = first_shown > 1 and 2 or 1
    for i = first_shown, #tabs do
        local right = left + #tabs[i].title + 1
        if x >= left and x <= right then
            focus(i)
            draw_bar()
            return
        end
        left = right + 1
    end
end

-- The API.

local multishell = {}

local function exists(index)
    return index >= 1 and index <= #tabs
end

function multishell.getFocus()
    return focused
end

function multishell.setFocus(index)
    expect(1, index, "number")
    if not exists(index) then return false end
    focus(index)
    draw_bar()
    return true
end

function multishell.getTitle(index)
    expect(1, index, "number")
    return exists(index) and tabs[index].title or nil
end

function multishell.setTitle(index, title)
    expect(1, index, "number")
    expect(2, title, "string")
    if exists(index) then
        tabs[index].title = title
        draw_bar()
    end
end

function multishell.getCurrent()
    return current
end

function multishell.getCount()
    return #tabs
end

function multishell.launch(env, path, ...)
    expect(1, env, "table")
    expect(2, path, "string")
    local before = term.current()
    show_bar(#tabs >= 1)
    local index = launch(false, env, path, ...)
    draw_bar()
    term.redirect(before)
    return index
end

-- Events. Input is for the focused tab, all else for every tab.

local function on_mouse(event, button, x, y)
    if not bar_shown then
        resume_focused(event, button, x, y)
    elseif y > 1 then
        resume_focused(event, button, x, y - 1)
    elseif event == "mouse_click" then
        click_bar(x)
    elseif event == "mouse_scroll" then
        scroll_bar(button)
    end
end

local function on_resize()
    width, height = screen.getSize()
    resize_windows()
    draw_bar()
end

local special = { term_resize = on_resize }
for _, event in ipairs { "char", "key", "key_up", "paste", "terminate", "file_transfer" } do
    special[event] = resume_focused
end
for _, event in ipairs { "mouse_click", "mouse_drag", "mouse_up", "mouse_scroll" } do
    special[event] = on_mouse
end

-- What resume_all does stands here once more: nearly every event comes to it.
local function on_event(event, ...)
    local handle = special[event]
    if handle then return handle(event, ...) end
    for i = 1, #tabs do resume(i, event, ...) end
    if any_ended then cull() end
end

screen.clear()
launch(true, { shell = shell, multishell = multishell }, "/rom/programs/shell.lua")
cull()
while #tabs > 0 do
    on_event(os.pullEventRaw())
    if resized then
        resized = false
        resume_all("term_resize")
    end
end
term.redirect(screen)
