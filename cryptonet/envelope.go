package cryptonet

import (
	"ccnet/value"
)

// MessageType tells what a message is for, and so what its Message holds.
type MessageType string

const (
	DiscoveryRequest    MessageType = "discovery_request"    // nothing
	DiscoveryResponse   MessageType = "discovery_response"   // a certificate, or a name
	CertificateRequest  MessageType = "certificate_request"  // nothing
	CertificateResponse MessageType = "certificate_response" // a certificate
	ConnectionRequest   MessageType = "connection_request"   // the encrypted session key
	ConnectionResponse  MessageType = "connection_response"  // sealed: the server's proof
	SealedMessage       MessageType = "encrypted_message"    // sealed: a Content
	UnsealedMessage     MessageType = "plain_message"        // any value
)

// Envelope is a message as it goes over the air: a rednet message of the protocol
// cryptoNet, so that rednet's repeaters pass it on.
type Envelope struct {
	ID        float64 // drawn for each message, the same in its repetitions
	Recipient float64 // the channel, which repeaters read
	Type      MessageType
	Target    string // the session's name of the other end, or the server's name; empty if none
	Sender    string // the session's name of this end; empty if none
	Message   value.Value
}

const protocolName = "cryptoNet"

// maxFields is how many entries the tables of a message may have, of which four
// have a meaning: what is much larger is nobody's message, and not worth a look.
const maxFields = 64

// Value is the envelope as a modem sends it.
func (e Envelope) Value() value.Value {
	optional := func(s string) value.Value {
		if s == "" {
			return value.Nil
		}
		return value.String(s)
	}
	return value.Record(
		value.Named("nMessageID", value.Number(e.ID)),
		value.Named("nRecipient", value.Number(e.Recipient)),
		value.Named("message", value.Record(
			value.Named("message", e.Message),
			value.Named("msgType", value.String(string(e.Type))),
			value.Named("target", optional(e.Target)),
			value.Named("sender", optional(e.Sender)),
		)),
		value.Named("sProtocol", value.String(protocolName)),
	)
}

// EnvelopeFrom reads an envelope from the payload of a modem message, and tells
// whether it is one.
func EnvelopeFrom(payload value.Value) (e Envelope, ok bool) {
	t := payload.AsTable()
	if t == nil || t.Len() > maxFields {
		return e, false
	}
	// Every computer on a channel reads all that is sent there, so that this is one
	// look at each entry.
	var message *value.Table
	var ours, numbered bool
	entries := t.Entries()
	for i := range entries {
		v := &entries[i].Value
		switch name, _ := entries[i].Key.AsString(); name {
		case "sProtocol":
			protocol, _ := v.AsString()
			ours = protocol == protocolName
		case "nMessageID":
			e.ID, numbered = v.AsNumber()
		case "nRecipient":
			e.Recipient, _ = v.AsNumber()
		case "message":
			message = v.AsTable()
		}
	}
	if !ours || !numbered || message == nil || message.Len() > maxFields {
		return e, false
	}
	entries = message.Entries()
	for i := range entries {
		v := &entries[i].Value
		switch name, _ := entries[i].Key.AsString(); name {
		case "msgType":
			kind, _ := v.AsString()
			e.Type = MessageType(kind)
		case "target":
			e.Target, _ = v.AsString()
		case "sender":
			e.Sender, _ = v.AsString()
		case "message":
			e.Message = *v
		}
	}
	return e, true
}

// SealedValue is a sealed text as it stands in a message: two lists of bytes.
func SealedValue(sealed []byte, iv Key) value.Value {
	return value.Record(
		value.Entry{Key: value.Int(1), Value: value.Bytes(sealed)},
		value.Entry{Key: value.Int(2), Value: iv.Value()},
	)
}

// SealedFrom reads a sealed text from a message, and tells whether there is one.
func SealedFrom(message value.Value) (sealed []byte, iv Key, ok bool) {
	return sealedFrom(message, maxSealed)
}

func sealedFrom(message value.Value, limit int) (sealed []byte, iv Key, ok bool) {
	t := message.AsTable()
	if t == nil || t.Len() != 2 {
		return nil, iv, false
	}
	if iv, ok = KeyFrom(t.Get(value.Int(2))); !ok {
		return nil, iv, false
	}
	sealed, ok = bytesFrom(t.Get(value.Int(1)), limit)
	return sealed, iv, ok
}
