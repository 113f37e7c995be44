-- string.pack with alignments and sizes that are too large.
-- quick
-- expect: done
print(pcall(string.pack, "i1000000", 1))
print(pcall(string.pack, "c1000000000", "x"))
print(pcall(string.pack, ("!16 i8 b"):rep(1e5), 1))
print(pcall(string.packsize, ("c2147483647"):rep(100)))
print(pcall(string.unpack, "s8", "\255\255\255\255\255\255\255\127x"))
print(pcall(string.unpack, "c2147483647", "x"))
print(pcall(string.unpack, "z", ("x"):rep(1e6), -2^31))
print("done")
