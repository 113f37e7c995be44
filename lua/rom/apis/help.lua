-- help: finds the pages that the help program shows.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect

local help = _ENV
local search_path = "/rom/help"
local extensions = { "", ".md", ".txt" }

function help.path()
    return search_path
end

function help.setPath(path)
    expect(1, path, "string")
    search_path = path
end

function help.lookup(topic)
    expect(1, topic, "string")
    for dir in search_path:gmatch("[^:]+") do
        for _, extension in ipairs(extensions) do
            local file = fs.combine(dir, topic) .. extension
            if fs.exists(file) and not fs.isDir(file) then return file end
        end
    end
    return nil
end

function help.topics()
    local seen = { index = true }
    local topics = { "index" }
    for dir in search_path:gmatch("[^:]+") do
        if fs.isDir(dir) then
            for _, file in ipairs(fs.list(dir)) do
                if file:sub(1, 1) ~= "." and not fs.isDir(fs.combine(dir, file)) then
                    local topic = file:match("^(.+)%.md$") or file:match("^(.+)%.txt$") or file
                    if not seen[topic] then
                        seen[topic] = true
                        topics[#topics + 1] = topic
                    end
                end
            end
        end
    end
    table.sort(topics)
    return topics
end

function help.completeTopic(text)
    expect(1, text, "string")
    local results = {}
    for _, topic in ipairs(help.topics()) do
        if #topic > #text and topic:sub(1, #text) == text then
            results[#results + 1] = topic:sub(#text + 1)
        end
    end
    return results
end
