package cryptonet_test

import (
	"fmt"
	"time"

	"ccnet/cryptonet"
	"ccnet/value"
)

// A server and a client whose modems are two lines of code: what one sends the
// other hears. In a world, package host does this.
func Example() {
	server := cryptonet.NewStation(cryptonet.Config{Random: cryptonet.Seeded(1)})
	client := cryptonet.NewStation(cryptonet.Config{Random: cryptonet.Seeded(2)})
	var now time.Duration

	// pump carries messages until both are silent.
	pump := func() {
		for busy := true; busy; {
			busy = false
			for from, to := range map[*cryptonet.Station]*cryptonet.Station{server: client, client: server} {
				step := from.Take()
				for _, a := range step.Actions {
					if a.Do == cryptonet.Transmit {
						to.Handle(now, cryptonet.Frame{Modem: a.Modem, Channel: a.Channel, Reply: a.Reply, Payload: a.Payload})
						busy = true
					}
				}
				for _, e := range step.Events {
					if e.Kind == cryptonet.EncryptedMessage {
						fmt.Println(e.Server.Name, "received", e.Value == value.String("hello"))
					}
				}
			}
		}
	}

	door, err := server.Host(cryptonet.HostOptions{Name: "door", Modem: "top"})
	if err != nil {
		fmt.Println(err)
		return
	}
	dial, err := client.Connect(now, cryptonet.ConnectOptions{Certificate: &door.Certificate, Modem: "top"})
	if err != nil {
		fmt.Println(err)
		return
	}
	pump()
	fmt.Println("connected to", dial.Socket().Target, "on channel", dial.Socket().Channel)
	if err := dial.Socket().Send(value.String("hello")); err != nil {
		fmt.Println(err)
	}
	pump()
	// Output:
	// connected to door on channel 13349
	// door received true
}

// An authority signs the certificate of a server.
func ExampleCertificate_Sign() {
	random := cryptonet.Seeded(1)
	public, private := cryptonet.GenerateKeyPair(random)
	certificate, _ := cryptonet.GenerateCertificate(random, "shop")
	fmt.Println("unsigned:", certificate.Verify(public))
	signed, err := certificate.Sign(private)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("signed:", signed.Verify(public))
	read, err := cryptonet.ParseCertificate(signed.Marshal())
	fmt.Println("from its file:", read == signed, err)
	// Output:
	// unsigned: false
	// signed: true
	// from its file: true <nil>
}

// What a program sends goes over the air sealed.
func ExampleCipher_Seal() {
	key, iv := cryptonet.Key{1, 2, 3}, cryptonet.Key{9}
	text, _ := cryptonet.EncodeValue(value.String("Hello server!"))
	sealed := cryptonet.NewCipher(key).Seal(iv, text)
	opened, _ := cryptonet.DecodeValue(cryptonet.NewCipher(key).Open(iv, sealed))
	fmt.Println(text, len(sealed), opened == value.String("Hello server!"))
	// Output: sHello server! 16 true
}
