-- Giant lines, boxes and images.
-- expect: (done|Too long without yielding)
print(pcall(paintutils.drawLine, 1, 1, 1e6, 1e6, 1))
print(pcall(paintutils.drawLine, 1, 1, 0/0, 1/0, 1))
print(pcall(paintutils.drawFilledBox, 1, 1, 3000, 3000, 1))
print(pcall(paintutils.parseImage, ("0123456789abcdef\n"):rep(1e4)))
print("done")
