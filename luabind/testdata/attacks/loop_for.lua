-- A loop that counts to a huge number, one with step nothing, one with step NaN.
-- expect: Too long without yielding
for i = 1, math.huge, 0 do end
for i = 1, 1e308, 1e-300 do end
