-- cc.audio.dfpwm: the one-bit audio format, 48,000 samples of -128 to 127 a second.

local expect = require "cc.expect".expect
local floor, char, byte = math.floor, string.char, string.byte

local PRECISION = 10 -- bits behind the point of a strength
local ONE = 2 ^ PRECISION
local WEAKEST = 2 ^ (PRECISION - 7)

-- Follows the charge of a stream, bit by bit.
local function new_charge()
    local charge, strength, last = 0, 0, false

    return function(bit)
        local target = bit and 127 or -128
        local moved = charge + floor((strength * (target - charge) + ONE / 2) / ONE)
        if moved == charge and moved ~= target then moved = moved + (bit and 1 or -1) end
        charge = moved

        -- Repeated bits make the steps longer, changing ones shorter.
        local same = bit == last
        local limit = same and ONE - 1 or 0
        if strength ~= limit then strength = strength + (same and 1 or -1) end
        if strength < WEAKEST then strength = WEAKEST end
        last = bit
        return charge
    end
end

local function make_encoder()
    local follow = new_charge()
    local charge = 0

    return function(samples)
        expect(1, samples, "table")
        local out = {}
        for first = 1, #samples, 8 do
            local packed = 0
            for i = 0, 7 do
                local sample = floor(samples[first + i] or 0)
                if sample < -128 or sample > 127 then
                    error(("Amplitude at position %d was %d, but should be between -128 and 127"):format(first + i, sample), 2)
                end
                local bit = sample > charge or sample == charge and sample == 127
                if bit then packed = packed + 2 ^ i end
                charge = follow(bit)
            end
            out[#out + 1] = char(packed)
        end
        return table.concat(out)
    end
end

local function make_decoder()
    local follow = new_charge()
    local last_charge, last_bit, smooth = 0, false, 0

    return function(data)
        expect(1, data, "string")
        local out, n = {}, 0
        for i = 1, #data do
            local packed = byte(data, i)
            for _ = 1, 8 do
                local bit = packed % 2 == 1
                packed = (packed - packed % 2) / 2

                -- A turn is halved, then all passes a low-pass filter.
                local charge = follow(bit)
                local level = charge
                if bit ~= last_bit then level = floor((charge + last_charge + 1) / 2) end
                last_charge, last_bit = charge, bit
                smooth = smooth + floor(((level - smooth) * 140 + 128) / 256)

                n = n + 1
                out[n] = smooth
            end
        end
        return out
    end
end

local function encode(samples)
    expect(1, samples, "table")
    return make_encoder()(samples)
end

local function decode(data)
    expect(1, data, "string")
    return make_decoder()(data)
end

return { make_encoder = make_encoder, encode = encode, make_decoder = make_decoder, decode = decode }
