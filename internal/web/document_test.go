package web

import (
	"net/http"
	"regexp"
	"testing"

	"cipherdesk/internal/store"
)

// TestDocumentsHavePages: a document's page says who links to it, who only names it
// and what they take from it.
func TestDocumentsHavePages(t *testing.T) {
	r, s := openDesk(t)
	letter := regexp.MustCompile(`/document/[a-z0-9-]+`).FindString(r.page("/event/chatterbox-letter"))
	if want := "/document/" + string(s.ids["harbour"]) + "-letter"; letter != want {
		t.Fatalf("the event leads to %q, want %s", letter, want)
	}
	r.holds(letter, "A primary document: letter", `href="/event/chatterbox-letter"`, "https://lantern-trust.example/letter.pdf", "Who links to it", "The Harbour Times",
		`“<mark>The letter</mark>”`, "Every article that names it links to it", "none: we did not read it")
	moved := r.get("/document/" + string(s.ids["harbour"]) + "-letter-2")
	if moved.StatusCode != http.StatusMovedPermanently || moved.Header.Get("Location") != letter {
		t.Errorf("an older name: %d %v", moved.StatusCode, moved.Header)
	}
	for _, path := range []string{"/document/none-letter", "/document/" + string(s.ids["standard"]) + "-letter", "/document/" + string(s.ids["harbour"]) + "-bill", "/document/-"} {
		if res := r.get(path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	s.must(s.db.Withdraw(t.Context(), store.Withdrawal{What: store.WithdrawArticle, ID: string(s.ids["harbour"]), Reason: "asked"}))
	if res := r.get(letter); res.StatusCode != http.StatusNotFound {
		t.Errorf("of a withdrawn article: %d", res.StatusCode)
	}
}
