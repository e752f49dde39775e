package web

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// meters count what was served. No label holds anything of a reader.
type meters struct {
	requests *prometheus.CounterVec
	making   *prometheus.HistogramVec
}

func newMeters(reg *prometheus.Registry) meters {
	m := meters{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cipherdesk_http_requests_total",
			Help: "Requests answered, by page and class of status.",
		}, []string{"page", "status"}),
		making: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "cipherdesk_http_making_seconds",
			Help:    "Time to make an answer that was not ready.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .5, 2},
		}, []string{"page"}),
	}
	// A registry that already holds them belongs to a second handler in one
	// process, as in tests: its numbers then go uncollected.
	_ = reg.Register(m.requests)
	_ = reg.Register(m.making)
	return m
}

func statusClass(status int) string { return strconv.Itoa(status/100) + "xx" }
