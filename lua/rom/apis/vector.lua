-- vector: points and directions in three dimensions.

local expect = (... or dofile("/rom/modules/main/cc/expect.lua")).expect
local getmetatable, floor = getmetatable, math.floor

local vector, meta = {}, { __name = "vector" }

local function new(x, y, z)
    return setmetatable({ x = x, y = y, z = z }, meta)
end

function vector:add(other)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    if getmetatable(other) ~= meta then expect(2, other, "vector") end
    return new(self.x + other.x, self.y + other.y, self.z + other.z)
end

function vector:sub(other)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    if getmetatable(other) ~= meta then expect(2, other, "vector") end
    return new(self.x - other.x, self.y - other.y, self.z - other.z)
end

function vector:mul(factor)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    expect(2, factor, "number")
    return new(self.x * factor, self.y * factor, self.z * factor)
end

function vector:div(factor)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    expect(2, factor, "number")
    return new(self.x / factor, self.y / factor, self.z / factor)
end

function vector:unm()
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    return new(-self.x, -self.y, -self.z)
end

function vector:dot(other)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    if getmetatable(other) ~= meta then expect(2, other, "vector") end
    return self.x * other.x + self.y * other.y + self.z * other.z
end

function vector:cross(other)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    if getmetatable(other) ~= meta then expect(2, other, "vector") end
    return new(
        self.y * other.z - self.z * other.y,
        self.z * other.x - self.x * other.z,
        self.x * other.y - self.y * other.x
    )
end

function vector:length()
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    return math.sqrt(self.x * self.x + self.y * self.y + self.z * self.z)
end

function vector:normalize()
    return self:mul(1 / self:length())
end

-- Rounds each part to the nearest multiple of tolerance.
function vector:round(tolerance)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    tolerance = expect(2, tolerance, "number", "nil") or 1
    local half = tolerance * 0.5
    return new(
        floor((self.x + half) / tolerance) * tolerance,
        floor((self.y + half) / tolerance) * tolerance,
        floor((self.z + half) / tolerance) * tolerance
    )
end

function vector:tostring()
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    return self.x .. "," .. self.y .. "," .. self.z
end

function vector:equals(other)
    if getmetatable(self) ~= meta then expect(1, self, "vector") end
    if getmetatable(other) ~= meta then expect(2, other, "vector") end
    return self.x == other.x and self.y == other.y and self.z == other.z
end

meta.__index = vector
meta.__add, meta.__sub, meta.__mul, meta.__div = vector.add, vector.sub, vector.mul, vector.div
meta.__unm, meta.__tostring, meta.__eq = vector.unm, vector.tostring, vector.equals

function _ENV.new(x, y, z)
    return new(tonumber(x) or 0, tonumber(y) or 0, tonumber(z) or 0)
end
