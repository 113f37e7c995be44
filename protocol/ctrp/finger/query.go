package finger

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is what an entity is: the prefix of its name.
type Kind string

const (
	User  Kind = "user"
	Org   Kind = "org"
	Agent Kind = "agent"
	MCP   Kind = "mcp" // a server of the Model Context Protocol
)

// Kinds returns all kinds.
func Kinds() []Kind { return []Kind{User, Org, Agent, MCP} }

// Entity names what is asked about.
type Entity struct {
	Kind Kind
	Name string
	Host string // where it is at home; empty: at the server
}

// String returns the entity as it stands in a query.
func (e Entity) String() string {
	text := string(e.Kind) + ":" + e.Name
	if e.Host != "" {
		text += "@" + e.Host
	}
	return text
}

// Format is the form of an answer.
type Format string

const (
	Markdown Format = "md"
	JSON     Format = "json"
	YAML     Format = "yaml"
)

// Query is a question about an entity or a resource below it.
type Query struct {
	Entity  Entity
	Path    []string // below the entity
	Format  Format   // empty: md
	Section string   // of the Markdown; empty: all of it
	Page    int      // from 1; 0: 1
}

// QueryError tells why a text is not a query.
type QueryError struct{ Reason string }

func (e *QueryError) Error() string { return "bad query: " + e.Reason }

func badQuery(format string, args ...any) error {
	return &QueryError{fmt.Sprintf(format, args...)}
}

// hasPrefix tells whether the text begins as a query does.
func hasPrefix(text string) bool {
	prefix, _, found := strings.Cut(text, ":")
	return found && slices.Contains(Kinds(), Kind(strings.ToLower(prefix)))
}

// ParseQuery reads a query, percent-encoded. Errors are *QueryError.
func ParseQuery(text string) (Query, error) {
	if !utf8.ValidString(text) {
		return Query{}, badQuery("it is not UTF-8")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7F }) {
		return Query{}, badQuery("blanks and control characters must be percent-encoded")
	}
	if !hasPrefix(text) {
		return Query{}, badQuery("it must begin with user:, org:, agent: or mcp:")
	}
	resource, parameters, _ := strings.Cut(text, "?")
	segments := strings.Split(resource, "/")
	for i, segment := range segments {
		plain, err := unescape(segment, url.PathUnescape)
		if err != nil {
			return Query{}, err
		}
		if plain == "" || plain == "." || plain == ".." || strings.Contains(plain, "/") {
			return Query{}, badQuery("%q is not a part of a path", plain)
		}
		segments[i] = plain
	}
	var q Query
	prefix, name, _ := strings.Cut(segments[0], ":")
	q.Entity.Kind = Kind(strings.ToLower(prefix))
	var hosted bool
	q.Entity.Name, q.Entity.Host, hosted = strings.Cut(name, "@")
	if !validName(q.Entity.Name) {
		return Query{}, badQuery("%q is not a name", q.Entity.Name)
	}
	if hosted && !validHost(q.Entity.Host) {
		return Query{}, badQuery("%q is not a host", q.Entity.Host)
	}
	if len(segments) > 1 {
		q.Path = segments[1:]
	}
	return q, q.parse(parameters)
}

func unescape(text string, with func(string) (string, error)) (string, error) {
	plain, err := with(text)
	if err != nil || !utf8.ValidString(plain) || strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == 0x7F }) {
		return "", badQuery("%q is not percent-encoded text", text)
	}
	return plain, nil
}

func validName(name string) bool {
	return name != "" && strings.Trim(name, ".") != "" && !strings.ContainsFunc(name, func(r rune) bool {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.', r >= 0x80:
			return false
		}
		return true
	})
}

func validHost(host string) bool {
	return host != "" && !strings.ContainsAny(host, "@/ ")
}

// parse reads the parameters. Those that are not known are ignored; of one that comes
// twice the last counts.
func (q *Query) parse(parameters string) error {
	for parameters != "" {
		var parameter string
		parameter, parameters, _ = strings.Cut(parameters, "&")
		key, value, _ := strings.Cut(parameter, "=")
		plain, err := unescape(value, url.QueryUnescape)
		if err != nil {
			return err
		}
		switch key {
		case "format":
			q.Format = Format(strings.ToLower(plain))
			if !slices.Contains([]Format{Markdown, JSON, YAML}, q.Format) {
				return badQuery("the format is md, json or yaml")
			}
		case "section":
			q.Section = plain
		case "page":
			if q.Page, err = page(plain); err != nil {
				return err
			}
		}
	}
	return nil
}

// page reads the number of a page; more than a million there are not.
func page(text string) (int, error) {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' || n > 1e6 {
			return 0, badQuery("pages are counted from 1")
		}
		n = 10*n + int(r-'0')
	}
	if n < 1 {
		return 0, badQuery("pages are counted from 1")
	}
	return n, nil
}

// String returns the query as it is sent.
func (q Query) String() string {
	var b strings.Builder
	b.WriteString(string(q.Entity.Kind) + ":" + q.Entity.Name)
	if q.Entity.Host != "" {
		b.WriteString("@" + url.PathEscape(q.Entity.Host))
	}
	for _, segment := range q.Path {
		b.WriteString("/" + url.PathEscape(segment))
	}
	separator := "?"
	add := func(key, value string) {
		b.WriteString(separator + key + "=" + url.QueryEscape(value))
		separator = "&"
	}
	if q.Format != "" {
		add("format", string(q.Format))
	}
	if q.Section != "" {
		add("section", q.Section)
	}
	if q.Page > 0 {
		add("page", fmt.Sprint(q.Page))
	}
	return b.String()
}

// Errors of a Directory.
var (
	ErrNotFound = errors.New("there is no such entity")
	ErrPrivate  = errors.New("the entity is private")
)
