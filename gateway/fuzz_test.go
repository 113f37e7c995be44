package gateway_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/gateway"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"
)

// FuzzResident has a computer of the world transmit whatever it likes to the gateway's
// computer, and the doors say whatever they like: lines of a channel, or the name of an
// event, and JSON.
func FuzzResident(f *testing.F) {
	for _, seed := range []string{
		`65535 {"nMessageID":1,"nRecipient":65535,"nSender":1,"sProtocol":"dns","message":{"sType":"lookup","sProtocol":"chat","sHostname":"gateway"}}`,
		`2 {"nMessageID":1,"nRecipient":2,"nSender":1,"sProtocol":"chat","message":{"sType":"login","nUserID":7,"sUsername":"x"}}` + "\n" +
			`2 {"nMessageID":2,"nRecipient":2,"nSender":1,"sProtocol":"chat","message":{"sType":"chat","nUserID":7,"sText":"/msg x y"}}` + "\n" +
			`gateway_user ["bob", true]` + "\n" + `gateway_say [7, "hi"]` + "\n" +
			`2 {"nMessageID":3,"nRecipient":2,"nSender":1,"sProtocol":"chat","message":{"sType":"logout","nUserID":7}}`,
		`2 {"nMessageID":1,"nRecipient":2,"nSender":1,"sProtocol":"cp","message":{"sType":"open","nConnection":1}}` + "\n" + `gateway_cp [1, 1, "data", "x"]`,
		`2 {"nMessageID":1,"nRecipient":2,"nSender":1,"sProtocol":"dns","message":{"sType":"lookup response","sProtocol":"chat","sHostname":"cellar"}}` + "\n" +
			`2 {"nMessageID":1e99,"nRecipient":2,"nSender":-1,"sProtocol":"chat","message":{"sType":"kick","nUserID":-1}}`,
		`gateway_request [1, "GET", "cttp://x/y", ""]` + "\n" + `65531 {"msgType":"discovery_response"}`,
		`gateway_request [2, "POST", "rttp://1.2.3.4/y", "z"]` + "\n" + `10000 {"origin":1,"dest":-1,"port":10000,"header":{"type":"net.ip.req.return"},"msgid":1}`,
		`gateway_discover [3]` + "\n" + `10000 {"origin":5,"dest":0,"port":10000,"header":{"type":"ping-return"},"msgid":1}`,
		`gateway_request ["a", {}]` + "\n" + `gateway_say` + "\n" + `gateway_say ["cellar", "x"]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		lines := strings.Split(script, "\n")
		if len(lines) > 30 {
			return
		}
		hostile := worldtest.Func(func(c *world.Computer, _ world.Event) bool {
			m, _ := c.Peripheral(world.Back)
			for _, line := range lines {
				var channel int
				if _, err := fmt.Sscan(line, &channel); err != nil {
					continue
				}
				_, json, _ := strings.Cut(line, " ")
				payload, err := value.UnserialiseJSON(json, value.JSONReadOptions{})
				if err == nil {
					_ = m.(*world.Modem).Transmit(c, "back", channel, 1, payload)
				}
			}
			c.StartTimer(50)
			return true
		})
		spec := world.Spec{
			Computers: []world.ComputerSpec{{ID: 1, Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Ender}}, Program: hostile.Program()}},
			Gateway:   &world.GatewaySpec{Computer: -1, Rooms: []string{"cellar"}},
		}
		g, spec, err := gateway.New(spec, gateway.Config{})
		require.NoError(t, err)
		var options world.Options
		g.Options(&options)
		w, err := world.New(spec, options)
		require.NoError(t, err)
		for tick := range world.Tick(4) {
			require.NoError(t, w.Advance(context.Background(), tick*60+1))
			for _, line := range lines {
				name, json, _ := strings.Cut(line, " ")
				if !strings.HasPrefix(name, "gateway_") {
					continue
				}
				args, err := value.UnserialiseJSON(json, value.JSONReadOptions{})
				if err != nil || args.AsTable() == nil {
					continue
				}
				ev := world.QueueEvent{Name: name}
				for _, e := range args.AsTable().Entries() {
					ev.Args = append(ev.Args, e.Value)
				}
				w.Do(g.Computer(), ev)
			}
		}
		require.NoError(t, w.Advance(context.Background(), 2000))
		c, _ := w.Computer(g.Computer())
		assert.True(t, c.IsOn(), "the gateway's computer must go on: %s", c.Outcome().Text())
		_ = w.Close()
	})
}
