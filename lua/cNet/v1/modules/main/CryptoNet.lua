-- CryptoNet: the module cryptoNet by the name that it has in later versions of Copper OS.

return require "ccnet.cryptonet" (false)
