-- Iterators that never end: natives, next of a table that grows, string.gmatch.
-- expect: Too long without yielding
for _ in function() return 1 end do end
