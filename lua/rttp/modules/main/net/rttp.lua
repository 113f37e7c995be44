-- net.rttp: the name by which programs of PeterOS ask for rttp.

return require "rttp"
