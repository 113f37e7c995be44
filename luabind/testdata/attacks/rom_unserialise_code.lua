-- Code hidden in a serialised table.
-- quick
-- expect: done
print(pcall(textutils.unserialise, "{ os.shutdown() }"))
print(pcall(textutils.unserialise, "{ [(function() return _G end)()] = 1 }"))
print(pcall(textutils.unserialise, "(''):rep(1e9)"))
print("done")
