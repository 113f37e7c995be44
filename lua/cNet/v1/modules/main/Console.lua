-- Console: prints lines in colours, as Copper OS has them.

local Console = {}

function Console.clear()
    term.clear()
    term.setCursorPos(1, 1)
end

function Console.write(message)
    term.write(message)
end

-- Prints a line in a colour, white by default.
function Console.print(message, colour)
    term.setTextColour(colour or colours.white)
    print(message)
end

-- Reads a line, with a text in front; the rest is as for read.
function Console.read(prefix, replaceChar, history, completeFn, default)
    term.write(prefix or "")
    return read(replaceChar, history, completeFn, default)
end

local function logger(kind, colour)
    return function(message, package)
        Console.print("[" .. kind .. "]" .. (package and "[" .. package .. "]" or "") .. " " .. message, colour)
    end
end

Console.info = logger("INFO", colours.white)
Console.success = logger("SUCCESS", colours.green)
Console.warning = logger("WARNING", colours.orange)
Console.warn = Console.warning
Console.error = logger("ERROR", colours.red)

-- Prints the items of a list, those of lists in it further in, with their numbers if index.
function Console.printList(list, index, prefix)
    prefix = prefix or ""
    for i, item in ipairs(list) do
        if type(item) == "table" then
            Console.printList(item, index, "  " .. prefix)
        else
            Console.print((index and i .. ". " or "") .. prefix .. tostring(item))
        end
    end
end

return Console
