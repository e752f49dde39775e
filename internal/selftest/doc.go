// Package selftest shows a publisher what this program does to a server, and
// what a hostile server can do to this program. Each of its tests, T1 to T17, is
// a promise that is looked at from the other side: the real fetcher, poller and
// database ask a server of our own on loopback, which writes down what it was
// asked and when. The schedule runs on a clock that the test moves, so that
// weeks pass in seconds; sockets, gaps and time limits are real, the limits
// scaled down.
//
// The same suite runs as `cipherdesk selftest`, which anybody may run, and in
// `go test`.
package selftest
