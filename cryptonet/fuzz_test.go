package cryptonet

import (
	"testing"
	"time"

	"ccnet/value"
)

func FuzzFiles(f *testing.F) {
	for _, text := range []string{demoCertificateFile, demoPrivateFile, demoUsersFile, "{}", "{key={}}", "{name='a',key={public='1',shared='0'},signature='\"'}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCertificate(text); err == nil {
			if back, err := ParseCertificate(c.Marshal()); err != nil || back.Name != c.Name {
				t.Fatalf("the certificate %+v comes back as %+v: %v", c, back, err)
			}
			if len(c.Key.Public) < 50 {
				_ = c.Key.Check()
				_ = c.Verify(c.Key)
			}
		}
		_, _ = ParsePublicKey(text)
		_, _ = ParsePrivateKey(text)
		if users, err := ParseUserTable(text); err == nil {
			back, err := ParseUserTable(users.Marshal())
			if err != nil || back.Len() != users.Len() {
				t.Fatalf("the user table comes back with %v", err)
			}
		}
	})
}

func FuzzContent(f *testing.F) {
	for _, text := range []string{"c", "lo", "lfx", "ls{\n'a',1,}", "lr{'a','\\0\\\n'}", "x", "b1", "n-0x1p4", "s", "t{1,{},a=2}", "t", "l"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := Decode(text)
		if !ok {
			return
		}
		again, err := c.Encode()
		if err != nil {
			return // a table that can be read but not written, such as one with 0/0 as a value
		}
		if back, ok := Decode(again); !ok || back.Kind != c.Kind || back.User != c.User || back.Hash != c.Hash {
			t.Fatalf("%q comes back as %+v", again, back)
		}
	})
}

// FuzzFrames feeds a server and a client that are connected with frames of any
// shape, written as data.
func FuzzFrames(f *testing.F) {
	for _, text := range []string{
		"{sProtocol='cryptoNet',nMessageID=1,message={msgType='connection_request',target='DemoServer',message='12'}}",
		"{sProtocol='cryptoNet',nMessageID=2,message={msgType='encrypted_message',target='DemoServer',sender='" + demoEncrypted + "',message={{1,2,3},{1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6}}}}",
		"{sProtocol='cryptoNet',nMessageID=2,message={msgType='plain_message',target='DemoServer',sender='" + demoEncrypted + "',message={}}}",
		"{sProtocol='cryptoNet',nMessageID=3,message={msgType='certificate_response',message={name='x',key={public='1',shared='2'}}}}",
		"{sProtocol='cryptoNet',nMessageID=3,message={msgType='discovery_request'}}",
		"{sProtocol='cryptoNet',nMessageID=0/0,message={}}", "7",
	} {
		f.Add(text, uint16(52459))
	}
	f.Fuzz(func(t *testing.T, text string, channel uint16) {
		payload, err := value.Unserialise(text)
		if err != nil {
			return
		}
		a := newAir(t)
		server, client := a.add("server", Config{}), a.add("client", Config{})
		v := server.demo(HostOptions{Users: NewUserTable()})
		v.accept(0, demoEncrypted)
		if _, err := client.Connect(0, ConnectOptions{Certificate: &demoCertificate}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Discover(0, SearchOptions{}); err != nil {
			t.Fatal(err)
		}
		for _, n := range a.nodes {
			n.Handle(time.Second, Frame{"top", int(channel), 0, payload})
			n.apply()
			n.Tick(time.Minute)
			n.apply()
		}
	})
}
