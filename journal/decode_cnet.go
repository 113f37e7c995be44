package journal

import (
	"fmt"

	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
)

// messageLayers shows what a program has sent on a CryptoNet socket.
func messageLayers(v value.Value) []Layer {
	if p, err := cnet.ParsePacket(v); err == nil {
		return packetLayers(p)
	}
	if m, err := v1.ParseMessage(v); err == nil {
		return v1Layers(m)
	}
	return []Layer{valueLayer("value", v)}
}

// packetLayers shows a packet of cNet.
func packetLayers(p cnet.Packet) []Layer {
	layers := []Layer{{"CNP", shown(p.Protocol)}}
	if p.Protocol != cnet.ProtocolCTCP {
		return append(layers, valueLayer("payload", p.Payload))
	}
	s, err := cnet.ParseSegment(p.Payload)
	if err != nil {
		return append(layers, valueLayer("CTCP", p.Payload))
	}
	text := fmt.Sprintf("seq %s, ack %s", value.FormatNumber(s.Seq), value.FormatNumber(s.Ack))
	if s.Flags != 0 {
		text += ", " + s.Flags.String()
	}
	layers = append(layers, Layer{"CTCP", text})
	if s.Payload.IsNil() {
		return layers
	}
	if s.Flags.Has(cnet.REG) {
		return append(layers, Layer{cnet.ProtocolCLOG, registrationText(s.Payload)})
	}
	if r, err := cnet.ParseRequest(s.Payload); err == nil {
		text := fmt.Sprintf("request %s %s", shown(r.Method), shown(r.Path))
		return append(layers, Layer{cnet.ProtocolCTTP, text + withField("header", r.Header) + withField("data", r.Data)})
	}
	if r, err := cnet.ParseResponse(s.Payload); err == nil {
		text := fmt.Sprintf("response %d %s", r.Status.Code, shown(r.Status.Name))
		return append(layers, Layer{cnet.ProtocolCTTP, text + withField("header", r.Header) + withField("data", r.Data)})
	}
	protocol, _ := s.Protocol.AsString()
	return append(layers, Layer{shown(protocol), "neither a request nor a response: " + payloadText(s.Payload)})
}

// registrationText leaves out the password's hash, with which one can log in.
func registrationText(v value.Value) string {
	if t := v.AsTable(); t != nil {
		if name, ok := t.Field("username").AsString(); ok {
			return "register " + shown(name)
		}
	}
	return "not a registration"
}

// withField shows a field that holds something.
func withField(name string, v value.Value) string {
	if t := v.AsTable(); v.IsNil() || t != nil && t.Len() == 0 {
		return ""
	}
	return fmt.Sprintf(", %s %s", name, payloadText(v))
}

// v1Layers shows a message of CNet v1.0.
func v1Layers(m v1.Message) []Layer {
	if m.Type == v1.System {
		return []Layer{{"CNet", "system call " + shown(m.Function) + withField("data", m.Data)}}
	}
	layers := []Layer{{"CNet", "message"}}
	if r, err := v1.ParseRequest(m.Data); err == nil {
		text := fmt.Sprintf("request %s %s", r.Method, shown(r.Path))
		return append(layers, Layer{"Cttp", text + withField("body", r.Body)})
	}
	if r, err := v1.ParseResponse(m.Data); err == nil {
		text := "response " + value.FormatNumber(r.Status)
		return append(layers, Layer{"Cttp", text + withField("body", r.Body)})
	}
	return append(layers, valueLayer("value", m.Data))
}
