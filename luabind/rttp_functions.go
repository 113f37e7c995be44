package luabind

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/protocol/rttp/rtml"
	"ccnet/value"
)

// rttpFunctions is ccnet.rttp, the native half of the modules net and rttp and of the
// programs that go with them. A computer has one end of the network, and one server and
// one NAT on it: see rttpState.
var rttpFunctions = []Function{
	{"address", rttpOpened(rttpAddress)},
	{"changeHost", rttpOpened(rttpChangeHost)},
	{"codeName", rttpCodeName},
	{"codes", rttpCodes},
	{"discover", rttpOpened(rttpDiscover)},
	{"follow", rttpFollow},
	{"format", rttpFormat},
	{"lastID", rttpOpened(rttpLastID)},
	{"lookup", rttpOpened(rttpLookup)},
	{"messageText", rttpMessageText},
	{"nat", rttpOpened(rttpNAT)},
	{"natInside", rttpOpened(rttpNATSide((*natState).fromInside))},
	{"natOutside", rttpOpened(rttpNATSide((*natState).fromOutside))},
	{"nextID", rttpOpened(rttpNextID)},
	{"number", rttpNumber},
	{"open", rttpOpen},
	{"page", rttpPage},
	{"ports", rttpPorts},
	{"receive", rttpOpened(rttpReceive)},
	{"reply", rttpOpened(rttpReply)},
	{"requestText", rttpRequestText},
	{"resolve", rttpOpened(rttpResolve)},
	{"seal", rttpOpened(rttpSeal)},
	{"send", rttpOpened(rttpSend)},
	{"serve", rttpOpened(rttpServe)},
	{"serverDue", rttpOpened(rttpServerDue)},
	{"serverHandle", rttpOpened(rttpServerHandle)},
	{"serverState", rttpOpened(rttpServerState)},
	{"serverWake", rttpOpened(rttpServerWake)},
	{"setAddress", rttpOpened(rttpSetAddress)},
	{"sha256", rttpSHA256},
	{"size", rttpSize},
	{"splitURL", rttpSplitURL},
	{"take", rttpOpened(rttpTake)},
	{"unseal", rttpOpened(rttpUnseal)},
}

// What functions of ccnet.rttp are charged, in steps.
const (
	rttpSteps  = 200
	textSteps  = 300_000 // a text of a message that was given up
	curveSteps = 15_000  // a multiplication on the curve
)

// rttpFormat is format(address): the text of a number, with dots; any other text or
// number as tostring has it.
func rttpFormat(c *Call) error {
	if a, ok := net.AddressOf(c.Args.At(1)); ok {
		return c.Return(value.String(a.String()))
	}
	return c.Return(value.String(c.Text(1)))
}

// rttpNumber is number(text): the number of an address with dots, -1 if it is none.
func rttpNumber(c *Call) error {
	s, err := c.Args.String(1)
	if err != nil {
		return err
	}
	c.Charge(len(s) / stepBytes)
	if a, ok := net.ParseIP(s); ok {
		return c.Return(a.Value())
	}
	return c.Return(value.Int(-1))
}

// rttpSplitURL is splitURL(url): protocol or nil, host and path.
func rttpSplitURL(c *Call) error {
	s, err := c.Args.String(1)
	if err != nil {
		return err
	}
	c.Charge(len(s) / stepBytes)
	protocol, host, path := net.SplitURL(s)
	first := value.Nil
	if protocol != "" {
		first = value.String(protocol)
	}
	return c.Return(first, value.String(host), value.String(path))
}

// message is argument i as a message, whatever port it is on.
func message(c *Call, i int) (net.Message, error) {
	t, err := c.Args.Table(i)
	if err != nil {
		return net.Message{}, err
	}
	port, _ := t.Field("port").AsNumber()
	if !(port >= 0 && port <= 65535) {
		port = 0
	}
	channel := int(port)
	if channel < net.PortNetwork || channel > 2*net.PortNetwork {
		channel = net.PortNetwork
	}
	m, err := net.Decode(channel, c.Args.At(i))
	if err != nil {
		return m, &value.ArgError{Index: i, Message: "not a message: " + err.Error()}
	}
	return m, nil
}

// anyMessage is argument i as a message, where what is missing or wrong is as good as
// nothing.
func anyMessage(c *Call, i int) (net.Message, error) {
	t, err := c.Args.Table(i)
	if err != nil {
		return net.Message{}, err
	}
	var m net.Message
	m.Origin, _ = net.AddressOf(t.Field("origin"))
	m.Dest, _ = net.AddressOf(t.Field("dest"))
	if port, ok := t.Field("port").AsNumber(); ok && port >= 0 && port <= 65535 {
		m.Port = int(port)
	}
	m.ID, _ = t.Field("msgid").AsNumber()
	m.Body = t.Field("body")
	if m.Header = t.Field("header").AsTable(); m.Header == nil {
		m.Header = value.NewTable(0)
	}
	return m, nil
}

// rttpMessageText is messageText(message): a message of the network for logs.
func rttpMessageText(c *Call) error {
	m, err := anyMessage(c, 1)
	if err != nil {
		return err
	}
	return returnText(c, m.String())
}

// rttpRequestText is requestText(message): a message of RTTP for logs.
func rttpRequestText(c *Call) error {
	m, err := anyMessage(c, 1)
	if err != nil {
		return err
	}
	return returnText(c, rttp.String(m))
}

// returnText returns a text of a message. What became too long has been worked on, too.
func returnText(c *Call, s string) error {
	c.Charge(rttpSteps + 2*len(s))
	if strings.Contains(s, net.TooLong) {
		c.Charge(textSteps)
	}
	return c.Return(value.String(s))
}

// rttpSHA256 is sha256(text): its SHA-256, in hexadecimal digits.
func rttpSHA256(c *Call) error {
	s, err := c.Args.String(1)
	if err != nil {
		return err
	}
	c.Charge(rttpSteps + len(s))
	sum := sha256.Sum256([]byte(s))
	return c.Return(value.String(hex.EncodeToString(sum[:])))
}

// rttpSize is size(value): how many bytes it takes, about.
func rttpSize(c *Call) error { return c.Return(value.Int(value.Size(c.Args.At(1)))) }

// rttpCodeName is codeName(code).
func rttpCodeName(c *Call) error {
	code, err := c.Args.Number(1)
	if err != nil {
		return err
	}
	if code != float64(int16(code)) {
		return c.Return(value.String(rttp.CodeName(0)))
	}
	return c.Return(value.String(rttp.CodeName(int(code))))
}

// rttpCodes is codes(): the table of codes by name.
func rttpCodes(c *Call) error {
	t := value.NewTable(20)
	rttp.EachCode(func(key string, code int) { t.Add(value.String(key), value.Int(code)) })
	return c.Return(value.FromTable(t))
}

// rttpPorts is ports(): the table of ports by name.
func rttpPorts(c *Call) error {
	t := value.NewTable(8)
	net.EachStandardPort(func(name string, port int) { t.Add(value.String(name), value.Int(port)) })
	return c.Return(value.FromTable(t))
}

// rttpFollow is follow(path, href): where a link leads.
func rttpFollow(c *Call) error {
	path, err := c.Args.String(1)
	if err != nil {
		return err
	}
	href, err := c.Args.String(2)
	if err != nil {
		return err
	}
	c.Charge(rttpSteps + len(path) + len(href))
	return c.Return(value.String(rttp.Follow(path, href)))
}

// rttpPage is page(body): the elements of a page of RTML, each with a type and places
// that are numbers, and the page as rows of text.
func rttpPage(c *Call) error {
	elements := rtml.Parse(c.Args.At(1))
	rows := rtml.Rows(elements)
	c.Charge(rttpSteps * (1 + len(elements) + len(rows)))
	return c.Return(rtml.Page(elements...), value.Strings(rows))
}
