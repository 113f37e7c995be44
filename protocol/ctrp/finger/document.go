package finger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	maxFrontMatter = 64 << 10 // bytes
	maxDepth       = 32       // of lists and mappings in front matter
)

// fence is the line before and after front matter.
const fence = "---"

// Document is what is known about an entity: facts for programs, Markdown for people.
type Document struct {
	meta *yaml.Node // a mapping, or nil
	Body string     // Markdown
}

// NewDocument makes a document of facts, which must be a map, a struct or a *yaml.Node
// that can be told as a YAML mapping, and Markdown.
func NewDocument(meta any, body string) (Document, error) {
	text, err := yaml.Marshal(meta)
	if err != nil {
		return Document{}, fmt.Errorf("tell the facts as YAML: %w", err)
	}
	node, err := parseMeta(string(text))
	return Document{node, body}, err
}

// ParseDocument reads Markdown that may have front matter.
func ParseDocument(text string) (Document, error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	first, rest, _ := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \t") != fence {
		return Document{Body: text}, nil
	}
	for offset := 0; offset < len(rest); {
		line, _, _ := strings.Cut(rest[offset:], "\n")
		if strings.TrimRight(line, " \t") == fence {
			node, err := parseMeta(rest[:offset])
			return Document{node, rest[min(offset+len(line)+1, len(rest)):]}, err
		}
		offset += len(line) + 1
	}
	return Document{}, fmt.Errorf("front matter has no end: a line %s is missing", fence)
}

// parseMeta reads front matter.
func parseMeta(text string) (*yaml.Node, error) {
	if len(text) > maxFrontMatter {
		return nil, fmt.Errorf("front matter is longer than %d bytes", maxFrontMatter)
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		return nil, fmt.Errorf("read front matter: %w", err)
	}
	if root.Kind == 0 || len(root.Content) == 0 { // nothing but comments
		return nil, nil
	}
	node := root.Content[0]
	if node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return nil, nil
	}
	if node.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("front matter is not a mapping")
	}
	return node, check(node, 0)
}

// check refuses what would make the document more than its text.
func check(node *yaml.Node, depth int) error {
	switch {
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		return fmt.Errorf("front matter, line %d: aliases are not allowed", node.Line)
	case depth > maxDepth:
		return fmt.Errorf("front matter, line %d: nested deeper than %d", node.Line, maxDepth)
	}
	if node.Kind == yaml.MappingNode {
		seen := map[string]bool{}
		for i := 0; i < len(node.Content); i += 2 {
			key := node.Content[i]
			if key.Kind != yaml.ScalarNode {
				return fmt.Errorf("front matter, line %d: a key is not a text", key.Line)
			}
			if seen[key.Value] {
				return fmt.Errorf("front matter, line %d: the key %q is there twice", key.Line, key.Value)
			}
			seen[key.Value] = true
		}
	}
	for _, child := range node.Content {
		if err := check(child, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// field returns the value of a key of the facts, or nil.
func (d Document) field(key string) *yaml.Node {
	if d.meta == nil {
		return nil
	}
	for i := 0; i < len(d.meta.Content); i += 2 {
		if d.meta.Content[i].Value == key {
			return d.meta.Content[i+1]
		}
	}
	return nil
}

// Field returns a fact that is a single value, as text; empty if there is none.
func (d Document) Field(key string) string {
	if node := d.field(key); node != nil && node.Kind == yaml.ScalarNode {
		return node.Value
	}
	return ""
}

// Private tells whether the fact "private" is true. What is neither true nor false, a
// slip of somebody who wanted something kept, is taken for true.
func (d Document) Private() bool {
	node := d.field("private")
	if node == nil || node.ShortTag() == "!!null" {
		return false
	}
	var private bool
	return node.Decode(&private) != nil || private
}

// Decode fills the struct or map that into points to with the facts.
func (d Document) Decode(into any) error {
	if d.meta == nil {
		return nil
	}
	return d.meta.Decode(into)
}

// Render returns the document in a form; none means Markdown.
func (d Document) Render(format Format) (string, error) {
	switch format {
	case Markdown, "":
		if d.meta == nil {
			return d.Body, nil
		}
		meta, err := encode(d.meta)
		return fence + "\n" + meta + fence + "\n" + d.Body, err
	case YAML:
		mapping := yaml.Node{Kind: yaml.MappingNode}
		if d.meta != nil {
			for i := 0; i < len(d.meta.Content); i += 2 {
				if d.meta.Content[i].Value != "content" {
					mapping.Content = append(mapping.Content, d.meta.Content[i], d.meta.Content[i+1])
				}
			}
		}
		key, content := new(yaml.Node), new(yaml.Node)
		key.SetString("content")
		content.SetString(d.Body)
		content.Style = yaml.LiteralStyle
		mapping.Content = append(mapping.Content, key, content)
		return encode(&mapping)
	case JSON:
		var b bytes.Buffer
		b.WriteString(`{"meta":`)
		if d.meta == nil {
			b.WriteString("{}")
		} else if err := appendJSON(&b, d.meta); err != nil {
			return "", err
		}
		b.WriteString(`,"content":`)
		if err := appendString(&b, d.Body); err != nil {
			return "", err
		}
		b.WriteString("}")
		var indented bytes.Buffer
		if err := json.Indent(&indented, b.Bytes(), "", "  "); err != nil {
			return "", fmt.Errorf("tell the document as JSON: %w", err)
		}
		return indented.String() + "\n", nil
	}
	return "", badQuery("the format is md, json or yaml")
}

func encode(node *yaml.Node) (string, error) {
	var b strings.Builder
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(node); err != nil {
		return "", fmt.Errorf("tell the document as YAML: %w", err)
	}
	return b.String(), nil
}

// appendJSON writes a node with the order of its keys. What JSON does not have, such
// as dates and infinite numbers, is a text.
func appendJSON(b *bytes.Buffer, node *yaml.Node) error {
	switch node.Kind {
	case yaml.MappingNode:
		b.WriteByte('{')
		for i := 0; i < len(node.Content); i += 2 {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := appendString(b, node.Content[i].Value); err != nil {
				return err
			}
			b.WriteByte(':')
			if err := appendJSON(b, node.Content[i+1]); err != nil {
				return err
			}
		}
		b.WriteByte('}')
		return nil
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, child := range node.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := appendJSON(b, child); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	return appendScalar(b, node)
}

func appendScalar(b *bytes.Buffer, node *yaml.Node) error {
	switch node.ShortTag() {
	case "!!null":
		b.WriteString("null")
		return nil
	case "!!bool":
		var v bool
		if node.Decode(&v) == nil {
			b.WriteString(strconv.FormatBool(v))
			return nil
		}
	case "!!int":
		var v int64
		if node.Decode(&v) == nil {
			b.WriteString(strconv.FormatInt(v, 10))
			return nil
		}
	case "!!float":
		var v float64
		if node.Decode(&v) == nil && !math.IsInf(v, 0) && !math.IsNaN(v) {
			text, err := json.Marshal(v)
			b.Write(text)
			return err
		}
	}
	return appendString(b, node.Value)
}

// appendString writes a text without making markup of it unreadable.
func appendString(b *bytes.Buffer, text string) error {
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return fmt.Errorf("tell the document as JSON: %w", err)
	}
	b.Truncate(b.Len() - 1) // its line end
	return nil
}
