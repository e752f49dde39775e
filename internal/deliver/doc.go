// Package deliver brings the desk's news to those who asked for it in
// feeds.yaml: editions and alerts by mail, entries of feeds to webhooks. Each
// thing goes to each recipient once. What was refused is tried again, later and
// later; what was handed over without an answer is not.
package deliver
