-- A loop made of goto.
-- expect: Too long without yielding
::again:: goto again
