// Package interop holds CryptoNet, cNet and Cttp against their originals: the
// same programs, as servers and as clients, run on our modules, on the originals
// and on Go, in every combination, in one world.
//
// There is nothing here but tests. Those that need the originals are skipped
// unless CCNET_CRYPTONET and CCNET_COPPEROS name checkouts of SiliconSloth/CryptoNet
// and Racooder/copper-os.
package interop
