-- net.extras: modems by their sides, and encryption by hand, for net.

local expect = require "cc.expect".expect
local native = _G.ccnet.rttp

-- Adds them to net, whose messages flush sends.
return function(net, flush)
    -- A modem with methods to send messages by it, for computers that have several.
    function net.getModem(side)
        expect(1, side, "string")
        if not peripheral.hasType(side, "modem") then return nil end
        local own = peripheral.wrap(side)

        function own:sendMsgAdv(port, dest, header, body, id)
            expect(1, port, "number")
            expect(2, dest, "number", "string")
            expect(3, header, "table")
            expect(5, id, "number")
            flush()
            local number = native.send(port, dest, nil, header, body, id)
            flush(self)
            return number
        end

        function own:sendMsg(port, dest, header, body)
            return self:sendMsgAdv(port, dest, header, body, native.nextID())
        end

        -- With any origin, and never encrypted.
        function own:sendMsgAdv2(port, origin, dest, header, body, id)
            expect(1, port, "number")
            expect(2, origin, "number", "string")
            expect(3, dest, "number", "string")
            expect(4, header, "table")
            expect(6, id, "number")
            self.open(port)
            self.transmit(port, port,
                { origin = origin, dest = dest, port = port, header = header, body = body, msgid = id })
            return id
        end

        return own
    end

    -- Encryption by hand. Needs encrypt in the configuration.

    local function public_key()
        net.setup()
        return (select(2, native.seal()))
    end

    net.encrypt = {
        setup = function() net.setup() end,
        getPublicKey = public_key,
        encrypt = function(body, public)
            net.setup()
            return native.seal(body, public)
        end,
        decrypt = function(cipher, signature, public)
            net.setup()
            return native.unseal(cipher, signature, public)
        end,
        keyMatch = function(one, other)
            for i, byte in pairs(one) do
                if other[i] ~= byte then return false end
            end
            return true
        end,
    }
end
