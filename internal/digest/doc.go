// Package digest makes editions: what the desk first saw on one day, in one
// week or one month, chosen, grouped by event and ordered by a stated rule.
//
// Choosing, grouping and ordering are pure functions of what the store holds;
// [Load] is the only part that reads. The package also holds the rule of what
// may be shown of other people's texts ([Allow]), because editions, pages,
// feeds, API and exports must all spend the same allowance.
package digest
