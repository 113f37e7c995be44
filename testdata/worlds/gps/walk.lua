-- Asks for its position every ten seconds.
for _ = 1, tonumber((...)) do
  local x, y, z = gps.locate(1)
  if x then
    print(("at %g %g %g"):format(x, y, z))
  else
    print("out of reach")
  end
  sleep(10 - os.clock() % 10)
end
