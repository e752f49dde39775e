package config

import (
	"testing"

	"cipherdesk/internal/hostile"
)

// keys are parts of settings, right and wrong, and all that YAML makes of a
// character.
var keys = hostile.Pieces("outlets:|- id: a|- {id: b, name: B, home: \"https://b.example\", kind: company, country: GB, language: en}|  - id: c|id: |name: |home: |kind: |country: |language: |feeds:|feeds: [{url: \"https://a.example/f\"}]|- url: https://a.example/f|cron: |cron: \"7 * * * *\"|cron: '@every 1s'|cron: \"* * 31 2 *\"|cron: \"0-99999999999 */0 * * 7\"|enabled: |owner: |derivative_of: b|scope: keyword|article: feed|excerpt: |hosts: [|selectors: {title: \"\", body: \"a:not(\", drop: [\"\"]}|"+
	"sources:|- index: https://a.example/|link: 'a[href'|- sitemap: https://a.example/s.xml|match: '(?P<x>'|- json: https://a.example/|items: a..b|- document: x|desk:|desk: {|base_url: |contact: |id_authority: |timezone: |timezone: ../../etc/passwd|retention: {irrelevant: 90d, bodies: 2y}|retention: {bodies: 99999999999999y}|fetch:|per_host: {parallel: -1, gap: 1e99s}|allow_networks: [127.0.0.0/8, ::1/999]|tags: {}|tags:|  topic/x:|label: |any: [|mail:|smtp: {host: x, port: 99999, password_env: \"a b\"}|recipients: [|to: a@b|webhooks: []|webhooks: [{url: x, secret_env: X}]|"+
	"https://a.example|http://[::1|company|DE|EUR|en|[en, de]|true|yes|null|~|1|-1|0x1f|0o17|1_000|1e309|.nan|.inf|1:30|2026-01-01|90d|\"\"|''|\"\\x\"|\"\\ud800\"|\"\\u0000\"|'|\"|&a|&a |*a|*b|<<: *a|!!binary|!!str|!!int x|!x|? |?|: |:|- |-|--- |---|...|%YAML 1.1|%TAG ! x|\\||\\|-|>|>+|>9|#|# note| #|[|]|{|}|,|@|`|\\|=|a|é|日本",
	"|", "|-\n", "\n", "\n", "\n", "\n  ", "\n    ", "\n      ", "\r\n", "\r", "\t", " ", "  ", "\x00", "\x01", "\x7f", "\u0085", "\u00a0", "\u2028", "\u202e", "\ufeff", "\ufffe", "\xff", "\xe2\x80", "💬")

func TestAnyMixtureOfKeysIsReadOrRefused(t *testing.T) {
	hostile.Each(t, 600, keys, func(m *hostile.Mix) {
		head := hostile.Pick(m, "", "outlets:\n  "+anOutlet+"\n", small, whole)
		checkLoad(t, []byte(head+m.Text(12)))
		checkLoad(t, []byte(m.Text(12)+head))
		checkAdded(t, "outlets:\n  "+anOutlet+"\n"+m.Text(6), hostile.Pick(m, oneMore, "  - {id: b, name: B, home: https://b.example, kind: company, country: GB, language: en}\n")+m.Text(4))
	})
}
