package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a file. The parser recurses without a limit of its own, so depth
// is judged before it runs.
const (
	maxSize  = 1 << 20
	maxMarks = 64  // of structure on one line
	maxOpen  = 500 // brackets over the whole file
)

// reader walks one file's tree and collects what is wrong with it.
type reader struct {
	problems Problems
	notes    Problems
}

// setter reads one value of the tree into where it belongs.
type setter func(n ast.Node)

// fields are the keys that a mapping may have.
type fields map[string]setter

func (r *reader) blame(n ast.Node, f fault) {
	line, col := place(n)
	r.problems = append(r.problems, Problem{line, col, f.what, f.do})
}

// note keeps something that is allowed and yet worth saying.
func (r *reader) note(n ast.Node, f fault) {
	line, col := place(n)
	r.notes = append(r.notes, Problem{line, col, f.what, f.do})
}

// root parses the file into its one mapping; nil when there is none to walk.
func (r *reader) root(src []byte) ast.Node {
	src = bytes.TrimPrefix(src, []byte("\ufeff")) // some editors write a byte order mark
	if f, line := tooMuch(src); f != nil {
		r.problems = append(r.problems, Problem{line, 1, f.what, f.do})
		return nil
	}
	file, err := parse(src)
	if err != nil {
		r.problems = append(r.problems, syntax(err))
		return nil
	}
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case body == nil:
			body = doc.Body
		default:
			r.blame(doc.Body, bad("keep everything in one document without ---", "a second YAML document begins here"))
		}
	}
	if body == nil && len(r.problems) == 0 {
		r.problems = append(r.problems, Problem{1, 1, "the file says nothing", "list at least one outlet under outlets:"})
	}
	return body
}

// parse guards the parser: a panic in it becomes an error without a place.
func parse(src []byte) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			file, err = nil, fmt.Errorf("cannot be read as YAML (%v)", p)
		}
	}()
	return parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
}

// syntax turns the parser's error into a problem of one line.
func syntax(err error) Problem {
	p := Problem{1, 1, err.Error(), "mend the YAML here; nothing below was read"}
	var y yaml.Error
	if errors.As(err, &y) {
		p.What = y.GetMessage()
		if tk := y.GetToken(); tk != nil && tk.Position != nil {
			p.Line, p.Column = tk.Position.Line, tk.Position.Column
		}
	}
	p.What = strings.Join(strings.Fields(strings.ToValidUTF8(p.What, "?")), " ")
	if utf8.RuneCountInString(p.What) > 200 {
		p.What = string([]rune(p.What)[:200]) + "…"
	}
	return p
}

// tooMuch looks for what would send the parser into the deep: a huge file, or
// nesting ("[[[[", "- - - -") that no feeds.yaml has. Brackets inside quotes
// count too, so the bound over the whole file is generous.
func tooMuch(src []byte) (*fault, int) {
	if len(src) > maxSize {
		f := bad("split the outlets over several desks", "the file is larger than %d MiB", maxSize>>20)
		return &f, 1
	}
	line, marks, open := 1, 0, 0
	for i, c := range src {
		switch c {
		case '\n':
			line, marks = line+1, 0
		case '[', '{':
			marks, open = marks+1, open+1
		case ']', '}':
			open--
		case '&', '!':
			marks++
		case '-', '?', ':':
			if i+1 < len(src) && (src[i+1] == ' ' || src[i+1] == '\t') {
				marks++
			}
		}
		if marks > maxMarks || open > maxOpen {
			f := bad("break it up", "too much structure nested here")
			return &f, line
		}
	}
	return nil, 0
}

// place is where a node starts; 1:1 when the parser does not say.
func place(n ast.Node) (line, col int) {
	if n == nil {
		return 1, 1
	}
	tk := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		tk = m.Values[0].Key.GetToken()
	}
	if tk == nil || tk.Position == nil {
		return 1, 1
	}
	return max(1, tk.Position.Line), max(1, tk.Position.Column)
}

// object reads a mapping. Keys without a value count as absent.
func (r *reader) object(n ast.Node, what string, known fields, required ...string) bool {
	entries, ok := entriesOf(n)
	if !ok {
		r.blame(n, bad("write its keys below it, one a line", "%s is %s where keys are wanted", what, typeName(n)))
		return false
	}
	seen := map[string]ast.Node{}
	for _, e := range entries {
		r.entry(e, what, known, seen)
	}
	for _, key := range required {
		if v, ok := seen[key]; !ok || isNull(v) {
			r.blame(n, bad("add "+key+":", "%s has no %s", what, key))
		}
	}
	return true
}

func (r *reader) entry(e *ast.MappingValueNode, what string, known fields, seen map[string]ast.Node) {
	key, ok := keyOf(e)
	if !ok {
		r.blame(e.Key, bad("write a plain word before the colon", "%s has a key that is not text", what))
		return
	}
	if first, twice := seen[key]; twice {
		line, _ := place(first)
		r.blame(e.Key, bad(fmt.Sprintf("keep one of the two; the other is on line %d", line), "%s has %s twice", what, key))
		return
	}
	seen[key] = e.Value
	set, ok := known[key]
	switch {
	case !ok:
		r.blame(e.Key, bad(instead(key, slices.Sorted(maps.Keys(known))), "%s has an unknown key %q", what, short(key)))
	case !isNull(e.Value):
		set(e.Value)
	}
}

func entriesOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}

func keyOf(e *ast.MappingValueNode) (string, bool) {
	switch k := e.Key.(type) {
	case *ast.StringNode:
		return k.Value, true
	case *ast.MappingKeyNode, *ast.MergeKeyNode, *ast.TagNode:
		return "", false
	default:
		tk := e.Key.GetToken()
		if tk == nil {
			return "", false
		}
		return tk.Value, true
	}
}

func isNull(n ast.Node) bool {
	if n == nil {
		return true
	}
	_, null := n.(*ast.NullNode)
	return null
}

// list reads each member of a list.
func (r *reader) list(what string, each setter) setter {
	return func(n ast.Node) {
		seq, ok := n.(*ast.SequenceNode)
		if !ok {
			r.blame(n, bad("write each on a line of its own, after a dash", "%s is %s where a list is wanted", what, typeName(n)))
			return
		}
		for _, v := range seq.Values {
			if isNull(v) {
				r.blame(v, bad("fill it or take it away", "%s has an empty member", what))
				continue
			}
			each(v)
		}
	}
}

// several reads a list, or one member alone.
func (r *reader) several(what string, each setter) setter {
	return func(n ast.Node) {
		if _, ok := n.(*ast.SequenceNode); ok {
			r.list(what, each)(n)
			return
		}
		each(n)
	}
}

// parsed reads text and what it stands for.
func parsed[T any](r *reader, dst *T, parse func(string) (T, error)) setter {
	return func(n ast.Node) {
		s, ok := r.text(n)
		if !ok {
			return
		}
		v, err := parse(s)
		if err != nil {
			r.blameError(n, err)
			return
		}
		*dst = v
	}
}

// maybe is parsed for what may be left empty: "" keeps the default.
func maybe[T any](r *reader, dst *T, parse func(string) (T, error)) setter {
	return func(n ast.Node) {
		if s, ok := n.(*ast.StringNode); ok && strings.TrimSpace(s.Value) == "" {
			return
		}
		parsed(r, dst, parse)(n)
	}
}

// appended is parsed for the members of a list, which stand there once each.
func appended[T comparable](r *reader, dst *[]T, parse func(string) (T, error)) setter {
	return func(n ast.Node) {
		var v T
		before := len(r.problems)
		parsed(r, &v, parse)(n)
		switch {
		case len(r.problems) > before:
		case slices.Contains(*dst, v):
			r.blame(n, bad("take one away", "%v stands twice in this list", v))
		default:
			*dst = append(*dst, v)
		}
	}
}

func (r *reader) blameError(n ast.Node, err error) {
	var f fault
	if !errors.As(err, &f) {
		f = bad("see the README for the form of feeds.yaml", "%s", err)
	}
	r.blame(n, f)
}

// text is a node's text exactly as written. Numbers and yes/no are refused:
// YAML would have lost how they were spelled.
func (r *reader) text(n ast.Node) (string, bool) {
	s, what := "", ""
	switch v := n.(type) {
	case *ast.StringNode:
		s = v.Value
	case *ast.LiteralNode:
		s = v.Value.Value
	default:
		what = typeName(n)
	}
	if what != "" {
		do := "write text"
		if tk := n.GetToken(); tk != nil && isScalar(n) {
			do = fmt.Sprintf("put it in quotes: %q", tk.Value)
		}
		r.blame(n, bad(do, "%s where text is wanted", what))
		return "", false
	}
	if i := strings.IndexFunc(s, isControl); i >= 0 || !utf8.ValidString(s) {
		r.blame(n, bad("type it again", "text with a character that cannot be printed"))
		return "", false
	}
	return strings.TrimSpace(s), true
}

func isControl(c rune) bool { return c < ' ' && c != '\n' && c != '\t' || c == 0x7f }

// integer reads a whole number between two bounds.
func (r *reader) integer(dst *int, low, high int) setter {
	return func(n ast.Node) {
		v, ok := n.(*ast.IntegerNode)
		i, err := 0, error(nil)
		if ok {
			i, err = strconv.Atoi(v.GetToken().Value)
		}
		if !ok || err != nil || i < low || i > high {
			r.blame(n, bad(fmt.Sprintf("write a whole number from %d to %d", low, high), "%s is not allowed here", shown(n)))
			return
		}
		*dst = i
	}
}

// number reads a number between two bounds.
func (r *reader) number(dst *float64, low, high float64) setter {
	return func(n ast.Node) {
		var f float64
		var err error
		switch n.(type) {
		case *ast.IntegerNode, *ast.FloatNode:
			f, err = strconv.ParseFloat(n.GetToken().Value, 64)
		default:
			err = strconv.ErrSyntax
		}
		if err != nil || !(f >= low && f <= high) {
			r.blame(n, bad(fmt.Sprintf("write a number from %g to %g", low, high), "%s is not allowed here", shown(n)))
			return
		}
		*dst = f
	}
}

// flag reads true or false.
func (r *reader) flag(dst *bool) setter {
	return func(n ast.Node) {
		v, ok := n.(*ast.BoolNode)
		if !ok {
			r.blame(n, bad("write true or false", "%s is not allowed here", shown(n)))
			return
		}
		*dst = v.Value
	}
}

func isScalar(n ast.Node) bool {
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return true
	}
	return false
}

// shown is a scalar as written, or what kind of thing stands there.
func shown(n ast.Node) string {
	tk := n.GetToken()
	if _, text := n.(*ast.StringNode); (text || isScalar(n)) && tk != nil && tk.Type != token.LiteralType {
		return strconv.Quote(short(tk.Value))
	}
	return typeName(n)
}

func typeName(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a group of keys"
	case *ast.SequenceNode:
		return "a list"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return "true or false"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		return "a YAML anchor, alias or type tag"
	}
	return "nothing"
}

// short keeps what is quoted in a message to one readable line.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > 60 {
		return string([]rune(s)[:60]) + "…"
	}
	return s
}
