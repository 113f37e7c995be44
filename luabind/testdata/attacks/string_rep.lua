-- Huge repetitions.
-- quick
-- expect: false .*(not enough memory|too large)
-- expect: false .*(not enough memory|too large)
-- expect: done
print(pcall(string.rep, "x", 1e9))
print(pcall(string.rep, "x", 2^31 - 1))
print(pcall(string.rep, ("x"):rep(1e6), 1e6))
print(pcall(string.rep, "", 1e9, ("x"):rep(1e5)))
print(#string.rep("", 2^31 - 1))
print(pcall(string.rep, "x", 2^53), pcall(string.rep, "x", 0/0), pcall(string.rep, "x", 1/0))
print("done")
