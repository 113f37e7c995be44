// Package world simulates a world of ComputerCraft computers: where they stand,
// what is attached to them, what runs on them and what passes between them, in
// virtual time and with the same result every time.
//
// A Spec describes a world; New makes a World of it; Run lets it live until its
// programs have ended, nothing more can happen, or its time is up.
//
// # Time
//
// Time is counted in ticks of 50 ms. When no computer has anything to do, the
// clock jumps to the next tick at which something is due: a timer, an alarm, a
// scripted action, a delayed frame, a computer that is being switched on. An idle
// computer costs nothing.
//
// # Rounds
//
// At one instant, every computer that has an event in its queue handles exactly
// one: that is a round. Within a round computers see only their own state, so
// they can run at the same time on several cores. What leaves a computer (frames,
// requests to other computers, journal entries) waits in its outbox and is applied
// when the round is over, in the order of computer ids. What arrives is handled
// in the next round. When no queue holds anything, the instant is over.
//
// Computers that can look into each other at once, because they stand side by
// side or hang on one cable, share a lane: within a round they run one after
// another.
//
// A computer with a full queue may handle several events in a row, where nobody can
// tell: that saves fetching its memory for each of them. See Secluded.
//
// A tick holds at most RoundsPerTick rounds. So two programs that talk without
// ever waiting still see time pass, as they would in the game.
//
// # From outside
//
// People and doors act on a running world by Do, from any goroutine. What they do takes
// effect between two rounds, and the journal takes down the round and everything that
// comes in with it. So a run that was tied to the time of day by a Pacer can be repeated
// without it: with its inputs as a Replay, the world stops its clock where something
// came in and does it again, and the journal comes out the same, byte by byte.
//
// # Programs
//
// What runs on a computer is a Program: usually CraftOS on a Lua engine, but any
// Go value with three methods will do. It sees its computer as a *Computer.
package world
