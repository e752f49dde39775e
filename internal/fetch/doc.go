// Package fetch asks the web politely and survives its answers.
//
// Polite: one request at a time and spaced for each host, conditional with the
// server's own validators, no HEAD, no cookies, no Referer, robots.txt obeyed for
// pages (feeds are explicit subscriptions), and every wait obeyed that a server
// asks for.
//
// Safe: only public addresses on ports 80 and 443 are dialled unless a network
// is listed, checked on the resolved address of every dial; decompressed bytes,
// redirects and each phase of time are bounded; what goes wrong comes back as
// one [Error] with one [news.Outcome] and one clear line.
//
// One request is this package's business. When a feed is due is not: it says
// how long a server wants to be left alone (NotBefore), and the schedule obeys.
package fetch
