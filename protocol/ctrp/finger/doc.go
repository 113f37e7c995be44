// Package finger is AgentFinger 0.3 on top of CTRP: people, organisations, agents and
// their tools are asked about by name, and answer with a page of Markdown that has
// YAML in front.
//
//	C: QUERY user:alice?section=contact␍␊
//	S: 20 OK␍␊
//	S: ---␍␊
//	S: name: Alice␍␊
//	S: ---␍␊
//	S: ## Contact␍␊
//	S: alice@example.org␍␊
//	S: .␍␊
//
// [Handler] answers for a [Directory], of which [Files] is one; [Scheme] lets a
// ctrp.Client read agentfinger:// URIs.
//
// # What the draft leaves open
//
// Known are the ports, the four prefixes, paths below an entity, the parameters
// format (md, json, yaml) and section, and Markdown with front matter as the answer.
// The choices made here:
//
//   - The command is QUERY. A line whose first word begins with one of the prefixes is
//     a query by itself, as in Finger. LIST [prefix:], HELP and VERSION exist too, all
//     others are answered 51.
//   - Queries are percent-encoded as URIs are. Names have letters, digits, "-", "_",
//     "." and anything beyond ASCII; a missing or other prefix is answered 40, as is an
//     unknown format. Parameters that are not known are ignored.
//   - A name may have "@host" behind it. Hosts that the server does not answer for are
//     refused with 42: it does not ask others on behalf of strangers.
//   - Entities that are not there are answered 41, private ones 42.
//   - format=md is front matter between lines of three hyphens, then Markdown.
//     format=json is an object with meta and content. format=yaml is the front matter
//     with the Markdown under the key content.
//   - section=TEXT keeps of the Markdown the part from the first heading with this text,
//     whatever its case, to before the next heading that is not below it. Headings begin
//     with hashes; lines in fenced code are none. An unknown section is answered 41.
//   - Long answers come in pages of 1000 lines, which page=2 asks for. A list may be some
//     seconds old.
//   - Front matter is a YAML mapping of at most 64 KiB. Aliases are not allowed in it,
//     for they can make much of little.
//   - The URI agentfinger://host/user:alice is QUERY user:alice, on port 7922 unless it
//     names another; agentfingers:// is the same with TLS, on port 7923. A URI without
//     a path is LIST.
package finger
