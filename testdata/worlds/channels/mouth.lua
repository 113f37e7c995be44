local modem = peripheral.wrap("left")
sleep(1)
for i = 0, 64500, 250 do
  modem.transmit(i, 1, "x")
  if i % 5000 == 0 then sleep(0) end
end
