// Package ledger decides which figures of different articles claim to be one
// quantity. It is pure: figures go in, statistics with their reasons come out.
//
// Event is to article as statistic is to figure. Two figures are one statistic
// when their unit is the same, their values can both be true or nearly are, and
// what is counted, by whom, for which time and in which event speaks for it.
// Equal numbers are not one quantity by themselves: "12 million" can be reports
// that would be lost, reports of one service, and offences of a year. Vague
// figures ("millions") have no value and belong to none.
//
// What comes out depends on the figures alone, not on the order in which they
// came. Ids are minted once and carried over by the largest overlap of members.
package ledger
