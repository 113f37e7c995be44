package finger

import "strings"

// section returns the part of a Markdown text under the first heading with the title,
// heading included.
func section(text, title string) (string, bool) {
	var fenced string // the marks that opened a block of code
	from, level := -1, 0
	for offset := 0; offset < len(text); {
		line, _, _ := strings.Cut(text[offset:], "\n")
		if marks := codeFence(line); marks != "" {
			switch {
			case fenced == "":
				fenced = marks
			case strings.HasPrefix(marks, fenced) && strings.TrimSpace(line) == marks:
				fenced = ""
			}
		} else if fenced == "" {
			depth, heading := headingOf(line)
			switch {
			case depth == 0:
			case from >= 0 && depth <= level:
				return text[from:offset], true
			case from < 0 && strings.EqualFold(heading, strings.TrimSpace(title)):
				from, level = offset, depth
			}
		}
		offset += len(line) + 1
	}
	if from < 0 {
		return "", false
	}
	return text[from:], true
}

// codeFence returns the three or more marks with which the line begins or ends a
// block of code.
func codeFence(line string) string {
	line = trimIndent(line)
	for _, mark := range []string{"`", "~"} {
		rest := strings.TrimLeft(line, mark)
		if n := len(line) - len(rest); n >= 3 && !(mark == "`" && strings.Contains(rest, "`")) {
			return line[:n]
		}
	}
	return ""
}

// headingOf returns the level, 1 to 6, and the text of a heading; level 0 is none.
func headingOf(line string) (level int, text string) {
	line = strings.TrimRight(trimIndent(line), " \t\r")
	rest := strings.TrimLeft(line, "#")
	level = len(line) - len(rest)
	if level < 1 || level > 6 || rest != "" && rest[0] != ' ' && rest[0] != '\t' {
		return 0, ""
	}
	rest = strings.TrimSpace(rest)
	if closed := strings.TrimRight(rest, "#"); closed == "" || strings.HasSuffix(closed, " ") {
		rest = strings.TrimSpace(closed)
	}
	return level, rest
}

// trimIndent takes away up to three blanks; more would make the line code.
func trimIndent(line string) string {
	for range 3 {
		line = strings.TrimPrefix(line, " ")
	}
	return line
}

// Cut returns the document with only one section of its Markdown.
func (d Document) Cut(title string) (Document, bool) {
	body, ok := section(d.Body, title)
	return Document{d.meta, body}, ok
}
