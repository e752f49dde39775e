package enrich

// Thresholds are the scores, 0 to 1, from which a text mentions encryption in
// passing and from which it is a story about it.
func Thresholds() (passing, yes float64) { return squash(passingFrom), squash(yesFrom) }
