package deliver

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// keySetting holds what signs the addresses by which readers end their mails.
const keySetting = "mail_key"

// muteKey returns the key of this desk, made at its first use.
func muteKey(ctx context.Context, db *store.DB) (string, error) {
	key, err := db.Setting(ctx, keySetting)
	if errors.Is(err, news.ErrNotFound) {
		if err = db.Remember(ctx, keySetting, rand.Text()); err == nil {
			return db.Setting(ctx, keySetting) // that of another process, where it was quicker
		}
	}
	return key, err
}

// token names a recipient and a list in an address that nobody else can make.
func token(key, recipient, list string) string {
	return recipient + "-" + list + "-" + Signature(key, "mute", []byte(recipient+" "+list))[:32]
}

// Mute tells whether the recipient whom a token names wants no more of its list,
// after setting it where set is given. It is [news.ErrNotFound] for a token that
// is not ours.
func (c *Courier) Mute(ctx context.Context, given string, set *bool) (bool, error) {
	key, err := muteKey(ctx, c.DB)
	if err != nil {
		return false, err
	}
	parts := strings.Split(given, "-")
	if len(parts) != 3 || !hmac.Equal([]byte(token(key, parts[0], parts[1])), []byte(given)) {
		return false, fmt.Errorf("this address ends no mail: %w", news.ErrNotFound)
	}
	if set != nil {
		if err := c.DB.Mute(ctx, parts[0], parts[1], *set, c.Clock()); err != nil {
			return false, err
		}
		c.Log.Info("a reader changed what is mailed", "list", parts[1], "ended", *set)
	}
	return c.DB.Muted(ctx, parts[0], parts[1])
}
