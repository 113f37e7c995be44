-- A table that is small and endless when written out.
-- expect: (done|Too long without yielding|not enough memory)
local shared = {} for i = 1, 60 do shared = { shared, shared } end
print((select(2, pcall(textutils.serialise, shared, { allow_repetitions = true }))))
print((select(2, pcall(textutils.serialiseJSON, shared, { allow_repetitions = true }))))
print("done")
