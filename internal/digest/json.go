package digest

import (
	"context"
	"errors"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// Recipe is how anybody checks an edition's JSON against its id, in Python and
// nothing but what comes with it. It prints True.
const Recipe = `import hashlib, json, sys

def digest(v):
    text = json.dumps(v, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

def frame(v):
    if isinstance(v, list):
        return [frame(x) for x in v]
    if not isinstance(v, dict):
        return v
    if "sha256" in v:
        part = {name: x for name, x in v.items() if name != "sha256"}
        assert "withdrawn" in v or digest(part) == v["sha256"], part
        return {"sha256": v["sha256"]}
    return {name: frame(x) for name, x in v.items()}

doc = json.load(sys.stdin)
print(digest(frame(doc["edition"])) == doc["id"])
`

// JSON is an edition in its canonical form, with its id: an edition that is not
// sealed has none.
func JSON(ctx context.Context, r *store.Reader, p Period, o Options) ([]byte, error) {
	s, err := r.SealedEdition(ctx, string(p.Length), p.Name())
	if errors.Is(err, news.ErrNotFound) {
		return unsealedJSON(ctx, r, p, o)
	}
	if err != nil {
		return nil, err
	}
	return SealedJSON(s)
}

// SealedJSON is a sealed edition in its canonical form, with its id.
func SealedJSON(s store.SealedEdition) ([]byte, error) {
	shown, err := shownForm(s)
	if err != nil {
		return nil, err
	}
	return Canonical(map[string]any{"id": string(s.ID), "edition": shown}), nil
}

func unsealedJSON(ctx context.Context, r *store.Reader, p Period, o Options) ([]byte, error) {
	e, err := Load(ctx, r, p, o)
	if err != nil {
		return nil, err
	}
	made, err := r.MadeFrom(ctx, storiesOf(&e))
	if err != nil {
		return nil, err
	}
	s, err := o.Maker.take(&e, made)
	if err != nil {
		return nil, err
	}
	shown, err := shownForm(s)
	if err != nil {
		return nil, err
	}
	return Canonical(map[string]any{"id": nil, "edition": shown}), nil
}
