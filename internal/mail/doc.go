// Package mail writes letters and hands them to an SMTP server. It says of each
// whether it was taken, refused, or whether nobody knows: what nobody knows to
// have arrived must not be sent again.
package mail
