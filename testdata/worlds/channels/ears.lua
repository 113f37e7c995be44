local modem = peripheral.wrap("left")
local function reason(ok, err) return (tostring(err):gsub("^.-:%d+: ", "")) end
for i = 1, 128 do modem.open(i * 500) end
local n = 0
for i = 0, 65535 do if modem.isOpen(i) then n = n + 1 end end
print(n .. " open")
print("129th: " .. reason(pcall(modem.open, 7)))
print("65536: " .. reason(pcall(modem.open, 65536)))
local heard = {}
n = 0
while n < 128 do
  local _, _, channel = os.pullEvent("modem_message")
  if not heard[channel] then
    heard[channel] = true
    n = n + 1
  end
end
print("heard " .. n .. " channels")
